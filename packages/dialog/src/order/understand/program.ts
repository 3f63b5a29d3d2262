const program =
  /<%|%>|<\/?[a-z]|\$\{|\{\{|;\s{0,3}--|\bupdate\s{1,3}\w{1,30}\s{1,3}set\b|\binsert\s{1,3}into\b|\bdelete\s{1,3}from\s{1,3}\w|\bdrop\s{1,3}table\b/i

/** "<%= 3*3 %>" counts nothing, "{{confirm}}" agrees to nothing. */
export function isProgram(text: string): boolean {
  return program.test(text)
}
