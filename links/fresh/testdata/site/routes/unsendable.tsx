import { Act } from "../islands/Act.tsx";
import { define } from "../state.ts";

export default define.page(() => <Act act={() => {}} />);
