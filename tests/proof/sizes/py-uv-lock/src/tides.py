import networkx

print(networkx.path_graph(4).number_of_edges())
