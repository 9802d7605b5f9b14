"""What can go wrong while training; each text says what to do.

NlpError
└── TrainingError
    ├── RecipeWrong   the recipe cannot be read or does not fit together
    ├── CorpusWrong   data is missing, or nothing of it is left after filtering
    └── ExportWrong   the exported model does not do what the trained one does
"""

from nlp.errors import NlpError


class TrainingError(NlpError):
    """Root of what training raises."""


class RecipeWrong(TrainingError):
    """The recipe cannot be used."""


class CorpusWrong(TrainingError):
    """The data cannot be used."""


class ExportWrong(TrainingError):
    """The exported model is not the trained one."""
