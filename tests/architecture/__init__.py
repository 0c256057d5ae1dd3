"""Rules of the house that no other tool sees; each is also fed a planted violation."""
