package org.longhaul.training;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.AskedNetwork;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.EventCounts;
import org.longhaul.training.communicate.Question;
import org.longhaul.training.communicate.RollCall;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.Membership;
import org.longhaul.training.model.Model;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.participation.EveryClient;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.replica.ReplicaSetup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/** Some workers under one method, with everything open to a test that a session hides. */
public final class Workers implements AutoCloseable {
    private final Replicas replicas;
    private final EventCounts costs = new EventCounts();
    private final Communicator communicator = new Communicator(costs, Casts.FP32, new AskedNetwork() {
        @Override
        public Answer answer(Question question) {
            return network.answer(question);
        }

        @Override
        public Answer answer(RollCall call) {
            return network.answer(call);
        }

        @Override
        public List<Integer> presentAtFirst(List<Integer> ranks) {
            return network.presentAtFirst(ranks);
        }
    });
    private final DistributedMethod method;
    private AskedNetwork network = AskedNetwork.prompt(100);
    private long steps;

    /** Constant learning rate, one thread, no clipping, seed 1. */
    public static <S extends Record> Workers of(
            int workers,
            DType type,
            Model model,
            Optimizer optimizer,
            DistributedMethodFactory<S> factory,
            S settings) {
        return of(workers, type, model, optimizer, new Clipping.None(), factory, settings);
    }

    /** Constant learning rate, one thread, seed 1. */
    public static <S extends Record> Workers of(
            int workers,
            DType type,
            Model model,
            Optimizer optimizer,
            Clipping clipping,
            DistributedMethodFactory<S> factory,
            S settings) {
        ReplicaSetup setup = new ReplicaSetup(
                model,
                Objects.requireNonNull(model.ownBatches(1)),
                optimizer,
                step -> 1,
                20,
                clipping,
                workers,
                factory.hasServer() ? EveryClient.everyone(workers) : null,
                Federation.flat(workers),
                1,
                Device.CPU,
                type,
                GradientPass.PLAIN,
                ReplicaMode.THREADED,
                1,
                null);
        return new Workers(setup, factory, settings, null);
    }

    /** Clients in a tree of groups, all of whom take part, in float64. */
    public static <S extends Record> Workers federated(
            Federation federation, Model model, Optimizer optimizer, DistributedMethodFactory<S> factory, S settings) {
        ReplicaSetup setup = new ReplicaSetup(
                model,
                Objects.requireNonNull(model.ownBatches(1)),
                optimizer,
                step -> 1,
                20,
                new Clipping.None(),
                federation.clients(),
                EveryClient.everyone(federation.clients()),
                federation,
                1,
                Device.CPU,
                DType.FLOAT64,
                GradientPass.PLAIN,
                ReplicaMode.THREADED,
                1,
                null);
        return new Workers(setup, factory, settings, null);
    }

    /** Workers that come and go, in float64. */
    public static <S extends Record> Workers members(
            int workers,
            Model model,
            Optimizer optimizer,
            DistributedMethodFactory<S> factory,
            S settings,
            Membership membership) {
        ReplicaSetup setup = new ReplicaSetup(
                model,
                Objects.requireNonNull(model.ownBatches(1)),
                optimizer,
                step -> 1,
                20,
                new Clipping.None(),
                workers,
                factory.hasServer() ? EveryClient.everyone(workers) : null,
                Federation.flat(workers),
                1,
                Device.CPU,
                DType.FLOAT64,
                GradientPass.PLAIN,
                ReplicaMode.THREADED,
                1,
                null);
        return new Workers(setup, factory, settings, membership);
    }

    private <S extends Record> Workers(
            ReplicaSetup setup, DistributedMethodFactory<S> factory, S settings, @Nullable Membership membership) {
        replicas = new Replicas(setup, costs);
        DistributedMethod[] made = new DistributedMethod[1];
        TensorScope.run(() -> made[0] = membership == null
                ? factory.create(settings, replicas)
                : factory.create(settings, replicas, membership));
        method = made[0];
    }

    /** The optimizer of a factory. */
    public static <S extends Record> Optimizer optimizer(OptimizerFactory<S> factory, S settings) {
        return factory.create(settings);
    }

    /** The first of the optimizers that a method's source uses, or AdamW. */
    public static OptimizerFactory<?> usualOptimizer(DistributedMethodFactory<?> method) {
        String id = method.usualOptimizers().isEmpty()
                ? "adamw"
                : method.usualOptimizers().get(0);
        for (OptimizerFactory<?> factory : ServiceLoader.load(OptimizerFactory.class)) {
            if (factory.id().equals(id)) {
                return factory;
            }
        }
        throw new AssertionError("no optimizer " + id);
    }

    /** Has another network answer from now on. */
    public Workers asking(AskedNetwork other) {
        network = other;
        return this;
    }

    /** Runs so many further steps. */
    public Workers run(int count) {
        for (int i = 0; i < count; i++) {
            communicator.beginStep();
            TensorScope.run(() -> method.step(steps, replicas, communicator));
            steps++;
        }
        return this;
    }

    /** Parameters of one worker. */
    public double[] x(int worker) {
        return replicas.parameters().of(worker).toDoubles();
    }

    /** Mean over the workers' parameters. */
    public double[] meanX() {
        double[] mean = x(0);
        for (int worker = 1; worker < replicas.workers(); worker++) {
            double[] x = x(worker);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += x[i];
            }
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= replicas.workers();
        }
        return mean;
    }

    /** Ends training. */
    public Workers finish() {
        communicator.beginStep();
        TensorScope.run(() -> method.finish(steps, replicas, communicator));
        return this;
    }

    /** Who takes part at present. */
    public List<Integer> members() {
        return method.members(replicas);
    }

    /** The model that evaluation takes. */
    public double[] evaluated() {
        return method.evaluated(replicas).parameters().toDoubles();
    }

    /** Who holds the model that evaluation takes. */
    public HeldModel.Holder holder() {
        return method.evaluated(replicas).holder();
    }

    /** One optimizer state of one worker. */
    public double[] state(String name, int worker) {
        for (StateGroup state : replicas.optimizerStates()) {
            if (state.name().equals(name)) {
                return state.of(worker).toDoubles();
            }
        }
        throw new IllegalArgumentException("no state " + name);
    }

    /** What the method keeps for one worker. */
    public double[] kept(String name, int worker) {
        return replicas.kept(name).of(worker).toDoubles();
    }

    /** All optimizer states of one worker. */
    public List<double[]> states(int worker) {
        return replicas.optimizerStates().stream()
                .map(state -> state.of(worker).toDoubles())
                .toList();
    }

    /** The method's own vectors by name. */
    public Map<String, double[]> ownState() {
        Map<String, double[]> own = new TreeMap<>();
        method.state().forEach((name, vector) -> own.put(name, vector.toDoubles()));
        return own;
    }

    /** Steps that were done for nothing. */
    public long undone() {
        return method.undoneSteps(communicator);
    }

    /** What was counted. */
    public EventCounts costs() {
        return costs;
    }

    /** The method's own vectors. */
    public Map<String, Tensor> methodState() {
        return method.state();
    }

    @Override
    public void close() {
        replicas.close();
    }
}
