"""How the bundled world is made: pure steps, from arrays to arrays, that ``detente.world.build`` puts together."""
