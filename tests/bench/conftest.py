collect_ignore = ["publipostage.py"]  # run by LibreOffice's Python, which alone has uno
