"""The manners of every answer, whatever its route: who asks how often, how slowly, and what each answer carries."""
