"""Every figure of the dashboard as a pure function of frames. Rates are null where nothing was counted."""
