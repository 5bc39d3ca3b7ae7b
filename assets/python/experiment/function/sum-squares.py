def add_up_squares(limit):
    total = 0
    for number in range(limit):
        total += number * number
    return total


limits = SIZES
