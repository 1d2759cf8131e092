"""The pages: the only place that knows Streamlit. They show and record; they compute nothing."""
