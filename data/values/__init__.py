"""Values of single cells: each function turns what an office wrote into a value, or says in Chinese why it cannot."""
