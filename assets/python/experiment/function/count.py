def add_up(limit):
    total = 0
    for number in range(limit):
        total += number
    return total


limits = SIZES
