package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.GroupFlops;
import org.longhaul.training.model.Layout;
import org.longhaul.training.objective.LocalObjective;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Participation;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * The flat state of the workers that take part, on one device, and what they compute on it.
 *
 * <p>Usually these are all W workers, always, and all start at the same parameters. Where a {@link Participation} says who takes
 * part in a round, nobody does until the method lets a cohort {@linkplain #enter enter}: only its replicas are resident, so
 * that memory follows the cohort and not the number of clients. The optimizer states of those who are away rest off the device.
 *
 * <p>Replicas run in parallel, one thread each at a time; whatever mixes them runs on the caller's thread in rank order.
 * So results do not depend on the number of threads. Computation is reported to the {@link TrainingListener}.
 *
 * <p>Owns its native memory until {@link #close()}. Thread-safety: none; one thread drives it.
 */
public final class Replicas implements AutoCloseable {
    private final ReplicaSetup setup;
    private final StepReports reports;
    private final ReplicaThreads threads;
    private final Residents residents;
    private final List<Tensor> vectors = new ArrayList<>();
    private final MeasuredBatches measuring;
    private final Layout layout;
    private final Tensor initial;
    private final RoundFigures figures = new RoundFigures();
    private final List<ServerTrainer> trainers = new ArrayList<>();
    private final Weighing weighing;

    /** W workers at the initial parameters of the seed, optimizer states zero. */
    public Replicas(ReplicaSetup setup, TrainingListener listener) {
        this.setup = setup;
        reports = new StepReports(listener, setup.optimizer());
        threads = new ReplicaThreads(setup.threads());
        layout = new Layout(setup.model().parameters());
        measuring = new MeasuredBatches(setup, layout, threads);
        initial = newVector();
        try (FlatParameters drawn = new FlatParameters(setup.model(), setup.device(), setup.type())) {
            drawn.initialize(setup.seed());
            initial.copyInPlace(drawn.parameters());
        }
        weighing = new Weighing(this, threads);
        residents = new Residents(setup, layout, weighing);
        if (setup.participation() == null) {
            residents.bind(IntStream.range(0, setup.workers()).boxed().toList());
            residents.replicas().forEach(replica -> replica.flat().parameters().copyInPlace(initial));
        }
    }

    // Who takes part.

    /** Who is to take part in a round: all workers, unless a participation says otherwise. */
    public List<Integer> cohort(long round) {
        Participation participation = setup.participation();
        return participation == null ? present() : participation.members(round);
    }

    /** The groups that the workers are in. */
    public Federation federation() {
        return setup.federation();
    }

    /** Who takes part at present: ranks, ascending. */
    public List<Integer> present() {
        return residents.parameters().ranks();
    }

    /**
     * From now on these workers take part and nobody else. Their parameters are zero until they are sent some.
     *
     * @param ranks ascending; none at all when a round has ended
     * @param step the step that comes next
     * @param keepsOptimizer whether a client's optimizer states rest until it comes back; else they begin anew with it
     */
    public void enter(List<Integer> ranks, long step, boolean keepsOptimizer) {
        residents.change(ranks, step, keepsOptimizer);
    }

    /** Of those who take part, whom this process computes for: ranks, ascending. */
    public List<Integer> computed() {
        return residents.here().stream().map(Replica::worker).toList();
    }

    /**
     * Of those who take part, whose vectors this process knows: its own, or else the first. What all hold alike is read there.
     */
    public int known() {
        List<Integer> own = computed();
        return own.isEmpty() ? present().get(0) : own.get(0);
    }

    /** A vector that the server holds, under a name: the root of what goes to the server or comes from it. */
    public StateGroup atServer(String name, Tensor vector) {
        return new StateGroup(name, List.of(workers()), List.of(vector), layout);
    }

    // What the workers hold.

    /** What they train, and how. */
    public ReplicaSetup setup() {
        return setup;
    }

    /** Number of workers W, whoever takes part. */
    public int workers() {
        return setup.workers();
    }

    /** The seed of the initial parameters, for whatever else a method draws. */
    public long seed() {
        return setup.seed();
    }

    /** Sequences or examples of each worker's own data, by rank. */
    public double[] samples() {
        return IntStream.range(0, workers())
                .mapToDouble(setup.batches()::samples)
                .toArray();
    }

    /** Where the parameters lie in each flat vector. */
    public Layout layout() {
        return layout;
    }

    /** The parameters of who takes part. */
    public StateGroup parameters() {
        return residents.parameters();
    }

    /** Their gradients; meaningful between {@link #computeGradients} and {@link #update}. */
    public StateGroup gradients() {
        return residents.gradients();
    }

    /** All optimizer states in the optimizer's order. */
    public List<StateGroup> optimizerStates() {
        return residents.optimizerStates();
    }

    /** The optimizer states that estimate one kind of moment, in the optimizer's order. */
    public List<StateGroup> optimizerStates(StateSpec.Kind kind) {
        List<StateGroup> found = new ArrayList<>();
        List<StateSpec> specs = setup.optimizer().states();
        for (int i = 0; i < specs.size(); i++) {
            if (specs.get(i).kind() == kind) {
                found.add(residents.optimizerStates().get(i));
            }
        }
        return found;
    }

    /** A zero flat vector of P elements that lives as long as the replicas: for a method's own state. */
    public Tensor newVector() {
        return newVector(layout.elements());
    }

    /** The same of another length. */
    public Tensor newVector(long elements) {
        Tensor vector = TensorScope.compute(() -> Tensors.zeros(setup.device(), setup.type(), elements));
        vectors.add(vector);
        return vector;
    }

    /** The same, with the initial parameters in it. */
    public Tensor newVectorOfInitialParameters() {
        return newVector().copyInPlace(initial);
    }

    /**
     * A flat vector that the method keeps for each worker, zero at first, such as a residual. It is in checkpoints, and rests
     * while its worker is away.
     *
     * @return those of who takes part at present; {@link #kept} tells them later
     */
    public StateGroup newVectorOfEach(String name) {
        return residents.addOwn(name, true);
    }

    /** Rounds in which the workers minimise something else than the model's loss; its vectors are made. */
    public LocalRounds rounds(LocalObjective objective) {
        objective.kept().forEach(each -> residents.addOwn(each.name(), each.rests()));
        return new LocalRounds(this, residents, threads, objective);
    }

    /**
     * A server that trains, of which there is one, at zero parameters; closed with the replicas.
     *
     * @param parameters of the model, and behind them of others
     */
    public ServerTrainer serverTrainer(Layout parameters) {
        ServerTrainer made = new ServerTrainer(this, parameters);
        trainers.add(made);
        return made;
    }

    /** What {@link #newVectorOfEach} made, of those who take part. */
    public StateGroup kept(String name) {
        return residents.own(name);
    }

    /** Names of what {@link #newVectorOfEach} made. */
    public List<String> keptNames() {
        return residents.ownNames();
    }

    /** The same of one worker, whether it takes part or is away; zero if it never took part. */
    public Tensor keptOf(String name, int worker) {
        return residents.ownOf(name, worker);
    }

    // What the workers compute.

    /** Every worker's gradient of its own batch at its own parameters, not clipped. */
    public void computeGradients(long step) {
        weighing.before(step, residents.replicas());
        residents.computeGradients(step, threads, residents.replicas(), replica -> {});
        reports.computed(residents.here(), residents.members());
    }

    /** Every worker's gradient of its own batch at its own parameters, clipped by the worker itself. */
    public void computeClippedGradients(long step) {
        weighing.before(step, residents.replicas());
        residents.computeGradients(step, threads, residents.replicas(), Replica::clip);
        reports.computed(residents.here(), residents.members());
    }

    /** Every worker clips the gradient that it holds. */
    public void clipGradients() {
        forEach(Replica::clip);
    }

    /** Every worker applies its optimizer to the gradient that it holds. */
    public void update(long step) {
        double learningRate = learningRate(step);
        reports.at(learningRate);
        forEach(replica -> replica.update(step, learningRate));
        reports.updated(step, residents.replicas(), residents.members());
    }

    /** Clipped gradient and update in one go: a step in which nothing is exchanged in between. */
    public void localStep(long step) {
        localStep(step, residents.replicas(), residents.members());
    }

    /** The same of some of those who take part, at a step of their own count. */
    public void localStep(long step, List<Integer> ranks) {
        List<Replica> some = residents.replicas().stream()
                .filter(replica -> ranks.contains(replica.worker()))
                .toList();
        localStep(step, some, new Members(ranks));
    }

    private void localStep(long step, List<Replica> some, Members members) {
        localStep(step, some, members, rest -> residents.computeGradients(step, threads, some, rest));
    }

    /** The same of gradients that somebody computes, who does with each replica what is left to do. */
    void localStep(long step, List<Replica> some, Members members, Consumer<Consumer<Replica>> gradients) {
        weighing.before(step, some);
        double learningRate = learningRate(step);
        reports.at(learningRate);
        gradients.accept(replica -> {
            replica.clip();
            replica.update(step, learningRate);
        });
        reports.computed(residents.here(some), members);
        reports.updated(step, residents.replicas(), members);
    }

    /** Tells what the workers did. */
    public void tell(TrainingEvent event) {
        reports.tell(event);
    }

    /** What is told of steps. */
    StepReports reports() {
        return reports;
    }

    /** Zeroes the optimizer states of some; bias corrections count from {@code nextStep} on. */
    public void resetOptimizer(List<Integer> ranks, long nextStep) {
        residents.resetOptimizer(ranks, nextStep);
    }

    /**
     * Every worker's parameters become a vector of the method's own, which every worker holds.
     *
     * @throws IllegalArgumentException if {@code own} is not from {@link #newVector}: another worker's parameters come by
     *     an exchange only
     */
    public void adopt(Tensor own) {
        if (vectors.stream().noneMatch(vector -> vector == own)) {
            throw new IllegalArgumentException(
                    "the workers adopt vectors that newVector() made; what another worker holds comes by an exchange.");
        }
        residents.replicas().forEach(replica -> replica.flat().parameters().copyInPlace(own));
    }

    /** Tells that every worker did so many operations for bases of subspaces. */
    public void haveFactorized(List<GroupFlops> flops) {
        reports.factorized(flops, residents.members());
    }

    /**
     * Every worker's parameters x become the pseudo-gradient {@code reference - x}, in place.
     *
     * @return the parameters under the name {@code pseudo-gradient}
     */
    public StateGroup toPseudoGradients(Tensor reference) {
        forEach(replica -> {
            Tensor x = replica.flat().parameters();
            x.assignDifference(reference, x);
        });
        weighing.moved(residents.parameters());
        return residents.parameters().as("pseudo-gradient");
    }

    /** Learning rate of a step. */
    public double learningRate(long step) {
        return setup.optimizer().learningRate() * setup.schedule().factor(step);
    }

    /** Who computed last, and what came of it. */
    public LastStep lastStep() {
        return reports.lastStep();
    }

    /** Where a method tells the figures of its rounds. */
    public RoundFigures figures() {
        return figures;
    }

    /** What the samples that are trained on count for. */
    public Weighing weighing() {
        return weighing;
    }

    // What a checkpoint keeps.

    /** First step that the present optimizer states have seen, by worker: 0, or the step after the last reset. */
    public Map<Integer, Long> optimizerStarts() {
        return residents.optimizerStarts();
    }

    /** Updates that the optimizer states at rest have seen, by client. */
    public Map<Integer, Long> restingUpdates() {
        return residents.restingUpdates();
    }

    /** Makes those take part who did when the checkpoint was made; the tensors are to be read after this. */
    public void restore(Map<Integer, Long> optimizerStarts, Map<Integer, Long> restingUpdates) {
        residents.restore(optimizerStarts, restingUpdates);
    }

    /** Everything of the workers that persists between steps, by name. */
    public Map<String, Tensor> tensors() {
        return residents.tensors();
    }

    /** The model's measures, over all validation batches or over what is held out of each worker's own data. */
    public MeasuredBatches measuring() {
        return measuring;
    }

    private void forEach(Consumer<Replica> body) {
        forEach(residents.replicas(), body);
    }

    private void forEach(List<Replica> some, Consumer<Replica> body) {
        List<Replica> here = residents.here(some);
        threads.run(here.size(), place -> TensorScope.run(() -> body.accept(here.get(place))));
    }

    @Override
    public void close() {
        threads.close();
        residents.close();
        trainers.forEach(ServerTrainer::close);
        vectors.forEach(Tensor::close);
    }
}
