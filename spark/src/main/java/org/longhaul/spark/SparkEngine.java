package org.longhaul.spark;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.study.sweep.SweepEngine;
import org.longhaul.training.tensor.Device;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * A Spark cluster. Trainings are tasks of their own, with a GPU each where executors have any; points are tasks of some tens. What a
 * lost executor had under way is done again on another, and each result is handed over once.
 */
@AutoService(SweepEngine.class)
@Provides(
        id = "spark",
        description = "A Spark cluster: trainings and points are tasks of its executors.",
        source = "Apache Spark 4, RDD programming guide; stage-level scheduling")
public final class SparkEngine implements SweepEngine {
    private static final String GPUS = "spark.executor.resource.gpu.amount";
    private static final int TASKS_PER_CORE = 8;
    private static final int MOST_POINTS = 200;
    private static final long LISTEN_MILLIS = 200;

    private @Nullable JavaSparkContext context;
    private @Nullable Options options;

    /** Found by its id. */
    public SparkEngine() {}

    @Override
    public void open(Options wanted) {
        SparkConf conf = new SparkConf();
        if (wanted.master() != null) {
            conf.setMaster(wanted.master());
        }
        if (!conf.contains("spark.master")) {
            throw new IllegalArgumentException(
                    "--engine spark needs a master, or to be started by spark-submit; allowed:"
                            + " --master spark://host:7077, yarn, k8s://..., local[2] or local-cluster[2,1,1024]");
        }
        conf.setIfMissing("spark.app.name", "longhaul sweep");
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing(
                "spark.executor.extraJavaOptions",
                "-Dorg.bytedeco.javacpp.nopointergc=true"
                        + " -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dfile.encoding=UTF-8");
        if (conf.get("spark.master").startsWith("local")) {
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
            // Executors on this machine find the program where this process does.
            conf.setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        }
        options = wanted;
        context = new JavaSparkContext(conf);
    }

    private JavaSparkContext context() {
        return Objects.requireNonNull(context, "open comes first");
    }

    @Override
    public void train(List<Path> folders, Listener listener, RunControl control) throws IOException {
        Options wanted = Objects.requireNonNull(options);
        int cores = context().getConf().getInt("spark.task.cpus", 1);
        List<TrainingTask> tasks = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            tasks.add(new TrainingTask(i, FolderArchive.of(folders.get(i)), wanted.device(), cores));
        }
        JavaRDD<TrainingTask> all = context().parallelize(tasks, tasks.size());
        if (wanted.device() != Device.CPU && context().getConf().contains(GPUS)) {
            all = all.withResources(new ResourceProfileBuilder()
                    .require(new TaskResourceRequests().cpus(cores).resource("gpu", 1))
                    .build());
        }
        run(all, new Train(), control, (List<TrainingTask.Done> results) -> {
            for (TrainingTask.Done done : results) {
                Path folder = folders.get(done.number());
                if (!done.cause().isEmpty()) {
                    listener.untrained(folder, done.cause());
                    continue;
                }
                try {
                    FolderArchive.unpack(done.folder(), folder);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                listener.stepped(folder, done.steps());
                listener.trained(folder);
            }
        });
    }

    @Override
    public void solve(Points points, Listener listener, RunControl control) throws IOException {
        Broadcast<PointKit> kit = context()
                .broadcast(new PointKit(
                        Files.readAllBytes(points.sweepFile()), FolderArchive.of(points.run()), points.figures()));
        try {
            List<PointTask> tasks = tasks(kit, points.points());
            run(
                    context().parallelize(tasks, tasks.size()),
                    new Solve(),
                    control,
                    (List<PointTask.Solved> results) ->
                            results.forEach(each -> listener.solved(each.point(), each.line())));
        } finally {
            kit.destroy();
        }
    }

    private List<PointTask> tasks(Broadcast<PointKit> kit, BitSet points) {
        int[] all = points.stream().toArray();
        int parallel = Math.max(2, context().defaultParallelism());
        int size = Math.max(1, Math.min(MOST_POINTS, all.length / (parallel * TASKS_PER_CORE)));
        List<PointTask> tasks = new ArrayList<>();
        for (int from = 0; from < all.length; from += size) {
            tasks.add(new PointTask(kit, Arrays.copyOfRange(all, from, Math.min(all.length, from + size))));
        }
        return tasks;
    }

    /** What an executor does with a training. */
    private static final class Train implements Work<TrainingTask, TrainingTask.Done> {
        private static final long serialVersionUID = 1L;

        @Override
        public List<TrainingTask.Done> of(TrainingTask task) throws IOException {
            return List.of(task.run());
        }
    }

    /** What an executor does with points. */
    private static final class Solve implements Work<PointTask, PointTask.Solved> {
        private static final long serialVersionUID = 1L;

        @Override
        public List<PointTask.Solved> of(PointTask task) throws IOException {
            return task.run();
        }
    }

    private interface Work<T, R> extends Serializable {
        List<R> of(T task) throws IOException;
    }

    /** A partition on an executor. */
    private static final class Partition<T, R>
            extends AbstractFunction2<TaskContext, scala.collection.Iterator<T>, List<R>> implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Work<T, R> work;

        Partition(Work<T, R> work) {
            this.work = work;
        }

        @Override
        public List<R> apply(TaskContext task, scala.collection.Iterator<T> tasks) {
            List<R> results = new ArrayList<>();
            try {
                while (tasks.hasNext()) {
                    results.addAll(work.of(tasks.next()));
                }
            } catch (IOException e) {
                // The task fails, and is tried again elsewhere.
                throw new UncheckedIOException(e);
            }
            return results;
        }
    }

    /** Hears the results of partitions in the driver, as they come. */
    private static final class Handler<R> extends AbstractFunction2<Object, List<R>, BoxedUnit> {
        private final Consumer<List<R>> listener;
        private final AtomicReference<RuntimeException> failure;

        Handler(Consumer<List<R>> listener, AtomicReference<RuntimeException> failure) {
            this.listener = listener;
            this.failure = failure;
        }

        @Override
        public BoxedUnit apply(Object partition, List<R> results) {
            try {
                listener.accept(results);
            } catch (RuntimeException e) {
                // What is thrown in here would end Spark's scheduler.
                failure.compareAndSet(null, e);
            }
            return BoxedUnit.UNIT;
        }
    }

    /** Runs a job; results are handed over as partitions end, each once. */
    private <T, R> void run(JavaRDD<T> tasks, Work<T, R> work, RunControl control, Consumer<List<R>> listener)
            throws IOException {
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        Thread listening = new Thread(() -> cancelOnStop(control, failure), "longhaul-spark-stop");
        listening.setDaemon(true);
        listening.start();
        try {
            @SuppressWarnings("unchecked") // A tag knows no type arguments.
            ClassTag<List<R>> tag = (ClassTag<List<R>>) (ClassTag<?>) ClassTag$.MODULE$.apply(List.class);
            @SuppressWarnings("unchecked") // Scala's Int is an Object for Java.
            scala.collection.immutable.Seq<Object> partitions =
                    (scala.collection.immutable.Seq<Object>) (scala.collection.immutable.Seq<?>)
                            scala.collection.immutable.Range$.MODULE$.apply(0, tasks.getNumPartitions());
            context()
                    .sc()
                    .runJob(tasks.rdd(), new Partition<>(work), partitions, new Handler<>(listener, failure), tag);
        } catch (Exception e) {
            control.check();
            rethrow(failure.get());
            if (e instanceof SparkException spark) {
                throw new IOException("Spark gave up: " + spark.getMessage(), spark);
            }
            throw new IOException("Spark gave up: " + e, e);
        } finally {
            listening.interrupt();
        }
        rethrow(failure.get());
    }

    private static void rethrow(@Nullable RuntimeException failure) throws IOException {
        if (failure instanceof UncheckedIOException unchecked) {
            throw Objects.requireNonNull(unchecked.getCause());
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Cancels what is under way when the user stops the sweep, or the results cannot be kept. */
    private void cancelOnStop(RunControl control, AtomicReference<RuntimeException> failure) {
        try {
            while (failure.get() == null) {
                control.check();
                Thread.sleep(LISTEN_MILLIS);
            }
            context().sc().cancelAllJobs();
        } catch (RunControl.StoppedException e) {
            context().sc().cancelAllJobs();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        JavaSparkContext known = context;
        if (known != null) {
            known.close();
            context = null;
        }
    }
}
