from multiprocessing import set_start_method  # if processes

if __name__ == "__main__":
    set_start_method(START)  # if processes
    for RESULT in main():
        print(result)  # if not own function
        print(*str(result).splitlines())  # if own function
