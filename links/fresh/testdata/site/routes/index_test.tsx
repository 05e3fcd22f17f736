export default () => <p>A test is no route</p>;
