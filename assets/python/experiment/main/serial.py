def main():
    return list(map(step, items))
