import { orderFlow } from '../src/order/flow.ts'

/** The order flow of a business that wants its empty bottles back. */
export default orderFlow({ rules: { askEmpties: true } })
