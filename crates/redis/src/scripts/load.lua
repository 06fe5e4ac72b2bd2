settled(KEYS[1], KEYS[2], number(arg(1)))
return record(KEYS[1])
