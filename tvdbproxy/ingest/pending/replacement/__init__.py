"""Permanent addresses in the place of temporary ones, in the tables of an application.

``places`` says where, ``tables`` looks whether there is such a place, ``text`` finds addresses
in what is stored, ``swap`` goes through a column, ``settle`` closes the pictures' rows.
"""
