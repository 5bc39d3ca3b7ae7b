def count_iterations(row):
    number, width = row
    im = 1.25 - 2.5 * (number + 0.5) / TASKS
    iterations = 0
    for pixel in range(width):
        re = -2.5 + 3.5 / width * (pixel + 0.5)
        x = y = 0.0
        for _ in range(1000):
            if x * x + y * y > 4:
                break
            x, y = x * x - y * y + re, 2 * x * y + im
            iterations += 1
    return iterations


widths = SIZES
rows = list(enumerate(widths))
