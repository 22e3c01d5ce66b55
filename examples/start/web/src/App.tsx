import { useAddTask, useTasks } from "./api";

export default function App() {
  const tasks = useTasks();
  const addTask = useAddTask();
  return (
    <main>
      {tasks.data?.openTasks.map((task) => <p key={task.id}>{task.title}</p>)}
      <button onClick={() => addTask({ title: "Water the plants" })}>Add</button>
    </main>
  );
}
