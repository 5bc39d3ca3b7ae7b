from hashlib import sha256


def hash_chain(chain):
    number, length = chain
    digest = sha256(f"SEED:{number}".encode())
    for _ in range(length - 1):
        digest = sha256(digest.digest())
    return digest.hexdigest()


lengths = SIZES
chains = list(enumerate(lengths))
