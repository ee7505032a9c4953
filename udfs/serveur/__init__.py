"""xlwings Server's project folder: the functions of cells for Excel on Windows, Mac and the web, from one Python for an office.

xlwings Server imports by name what stands in this folder (``custom_functions``, ``custom_scripts``, ``routers``, ``auth``,
``lifespan``); those files are a few lines each, the rest is in the modules beside them. See ``LISEZMOI.md``.
"""
