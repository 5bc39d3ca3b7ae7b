def square(number):
    return number * number


numbers = ITEMS
