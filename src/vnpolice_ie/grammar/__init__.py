"""Grammar of document references, dates and ranks: text to typed forms and back."""
