"""What evaluation and training share: readers of data, figures, and how the two are reported."""
