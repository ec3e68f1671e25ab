"""What the pages share: the state of a visit, passage cards, local map assets. The only part of geo that imports streamlit."""
