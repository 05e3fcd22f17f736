import { define } from "../../../state.ts";

export default define.page(({ params }) => <h1>Trades of {params.id}</h1>);
