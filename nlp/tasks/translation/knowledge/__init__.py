"""What people have settled: glossary lines and corrections."""
