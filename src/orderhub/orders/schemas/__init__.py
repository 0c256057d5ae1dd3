"""Wire shapes of the order desk."""
