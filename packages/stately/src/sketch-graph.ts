// Stands in for @statelyai/graph, which is in no registry: Sketch's parser needs a list of nodes and one of edges.

interface Graph {
  nodes: object[]
  edges: object[]
}

export const createGraph = (): Graph => ({ nodes: [], edges: [] })
export const addNode = (graph: Graph, node: object): number => graph.nodes.push(node)
export const addEdge = (graph: Graph, edge: object): number => graph.edges.push(edge)
export const fromMermaidState = (): never => refuse()
export const fromMermaidFlowchart = (): never => refuse()

function refuse(): never {
  throw new Error('Cannot read Mermaid: only the graph of XState machines is here')
}
