"""Rules across the files of a bank: everything an author has to mend before it can be released.

Loading has looked at each file alone; here the parts are set against each
other. One module holds one idea, `place` the way through the bank.
"""
