"""How the weights in models/ were made. Never imported while serving; needs the extra `train`."""
