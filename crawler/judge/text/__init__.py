"""What texts say: normalised words, statements, language, names."""
