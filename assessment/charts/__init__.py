"""From the rows of `assessment.presentation` to plotly figures and HTML tables; no Streamlit, no query."""
