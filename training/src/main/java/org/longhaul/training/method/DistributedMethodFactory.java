package org.longhaul.training.method;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Extension;
import org.longhaul.extension.RecordValues;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.optimizer.SubspaceOptimizer;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.weighting.SampleWeightingFactory;

/**
 * Extension point: makes a {@link DistributedMethod}.
 *
 * @param <S> settings record
 */
public interface DistributedMethodFactory<S extends Record> extends Extension<S> {
    /** Kinds of optimizer state that the method exchanges and cannot do without. */
    default List<StateSpec.Kind> requiredStates() {
        return List.of();
    }

    /** Ids of the optimizers that the source uses, the usual one first; empty when it prescribes none. */
    default List<String> usualOptimizers() {
        return List.of();
    }

    /** Whether it has exchanges that may start during the backward pass, {@link Release}. */
    default boolean exchangesDuringBackward() {
        return false;
    }

    /** Whether it has exchanges that begin in one step and are awaited in another. */
    default boolean exchangesWhileTraining() {
        return false;
    }

    /**
     * Whether it has a server beside its clients: the server sends and receives from a host of its own, and only those who take
     * part are resident.
     */
    default boolean hasServer() {
        return false;
    }

    /** Whether its server trains on examples with labels of its own, without which it makes no sense; only with a server. */
    default boolean trainsAtServer() {
        return false;
    }

    /** Whether the scenario's participation says who takes part in each round; otherwise all clients always do. */
    default boolean hasParticipation() {
        return hasServer();
    }

    /** Whether its clients are in a tree of groups, each with a server of its own; only with a server. */
    default boolean hasFederation() {
        return false;
    }

    /**
     * Whether all its workers do the same in every step, all with all, so that a few show what many do. What is seen not to be so
     * need not be said.
     */
    default boolean isSymmetric(S settings) {
        return true;
    }

    /** Whether it asks the network who was heard, or acts on arrival: then the network decides what comes next. */
    default boolean asksNetwork() {
        return false;
    }

    /**
     * How many steps the method takes for some local steps of every worker: as many, unless its steps are arrivals.
     *
     * @param localSteps of a worker, on average
     * @param federation which clients are in which group; null where they are in none
     */
    default long steps(S settings, long localSteps, int workers, @Nullable Federation federation) {
        return localSteps;
    }

    /** The local steps of a worker, on average, in some steps of the method: what learning rates run over. */
    default long localSteps(S settings, long steps, int workers, @Nullable Federation federation) {
        return steps;
    }

    /** How many of a federation's clients train in a step, on average: all of them, unless they train one after another. */
    default double trainers(Federation federation) {
        return federation.clients();
    }

    /**
     * Why its members cannot be processes of their own that exchange over a transport, as the end of a sentence; null if they can.
     * Formats and questions of the network are looked at elsewhere.
     */
    default @Nullable String refusesProcesses(S settings, Optimizer optimizer, Clipping clipping) {
        return null;
    }

    /** Whether it gives optimizers that train in subspaces their bases, {@link SubspaceOptimizer#isGivenBases}. */
    default boolean givesBases() {
        return false;
    }

    /** Whether it exchanges other vectors than those of the replicas, by the shapes of the parameters. */
    default boolean looksAtShapes() {
        return false;
    }

    /** Formats that belong to the method itself, whatever the wire format of the scenario, by what travels so. */
    default Map<String, Codec> ownFormats(S settings) {
        return Map.of();
    }

    /** Formats of single payloads: those of its own, or else those that its settings state, by the setting's name. */
    default Map<String, Codec> payloadFormats(S settings) {
        Map<String, Codec> own = ownFormats(settings);
        if (!own.isEmpty()) {
            return own;
        }
        Map<String, Codec> stated = new LinkedHashMap<>();
        List<RecordComponent> components = RecordValues.components(settings.getClass());
        @Nullable Object[] values = RecordValues.of(settings);
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Codec codec) {
                stated.put(components.get(i).getName(), codec);
            }
        }
        return stated;
    }

    /**
     * The model that it trains and evaluates where a scenario names another: one of the same parameters, which may compute with
     * them in another way or begin elsewhere.
     */
    default Model model(S settings, Model named) {
        return named;
    }

    /** The figures that it tells of its rounds under some settings, in the order in which they are shown. */
    default List<RoundFigure> figures(S settings) {
        return List.of();
    }

    /** What it is put together from under some settings, by part; empty where it is one piece. */
    default Map<String, String> parts(S settings) {
        return Map.of();
    }

    /**
     * Checks the settings against the optimizer and the number of workers, without making anything.
     *
     * @throws IllegalArgumentException if the method cannot work with this optimizer, or so many workers
     */
    default void requireFit(S settings, Optimizer optimizer, int workers) {
        for (StateSpec.Kind kind : requiredStates()) {
            if (optimizer.states().stream().noneMatch(state -> state.kind() == kind)) {
                throw new IllegalArgumentException("method " + id() + " exchanges the optimizer's "
                        + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                        + ", which this optimizer does not keep."
                        + "\nMaybe take one of " + String.join(", ", usualOptimizers()) + ".");
            }
        }
        if (optimizer instanceof SubspaceOptimizer subspaces && subspaces.isGivenBases() && !givesBases()) {
            throw new IllegalArgumentException(
                    "method " + id() + " does not give the optimizer bases of the displacement."
                            + "\nMaybe take basis: gradient or power-iteration for the optimizer, or the method lordo.");
        }
    }

    /**
     * Checks the settings against the groups that the clients are in, without making anything.
     *
     * @throws IllegalArgumentException if the method cannot work with them
     */
    default void requireFit(S settings, Federation federation) {}

    /**
     * Checks the settings against the model that is trained, without making anything.
     *
     * @throws IllegalArgumentException if the method cannot work with it
     */
    default void requireFit(S settings, Model model) {}

    /**
     * Checks the settings against the questions that the workers train on, without making anything.
     *
     * @param questions as they are divided; null where the data are none
     * @throws IllegalArgumentException if the method cannot work with them; the message begins with "worker" where another division
     *     would do, with "context" where sequences of another length would
     */
    default void requireFit(S settings, @Nullable QuestionPool questions, int workers) {}

    /**
     * Checks the settings against the length of the run, without making anything.
     *
     * @param steps of the method
     * @throws IllegalArgumentException if the method would end with the model that it began with, whatever arrives when
     */
    default void requireLength(S settings, long steps, int workers, @Nullable Federation federation) {}

    /**
     * Why the method cannot train a model with running statistics, as the end of a sentence: elements that no gradient trains, and
     * that are to become the mean of the workers'.
     *
     * @return null if it can
     */
    default @Nullable String refusesStatistics() {
        return null;
    }

    /**
     * Checks that the method can train a model.
     *
     * @throws IllegalArgumentException if the model has running statistics, and the method {@linkplain #refusesStatistics refuses}
     */
    default void requireFit(Model model) {
        String refusal = refusesStatistics();
        if (refusal != null && !model.parameters().stream().allMatch(ParameterSpec::isTrained)) {
            throw new IllegalArgumentException("method " + id() + " cannot train a model with running statistics: "
                    + refusal + ".\nMaybe take statistics: static for the model, or another method.");
        }
    }

    /**
     * Checks that the method can take gradients so.
     *
     * @throws IllegalArgumentException if a batch is cut into parts, where server and clients put their batches together themselves
     */
    default void requireFit(GradientPass pass) {
        if (trainsAtServer() && pass.accumulate() > 1) {
            throw new IllegalArgumentException("method " + id()
                    + " draws the examples of each step itself, a whole batch at once: accumulate (" + pass.accumulate()
                    + ") must be 1.");
        }
    }

    /**
     * Why the samples of its workers cannot be weighted, as the end of a sentence.
     *
     * @return null if they can
     */
    default @Nullable String refusesWeights() {
        return trainsAtServer()
                ? "its clients put their batches together themselves, of examples without labels"
                : null;
    }

    /**
     * Checks that samples of the method's workers can be weighted so.
     *
     * @param isOpen whether workers come and go
     * @throws IllegalArgumentException if not
     */
    default <W extends Record> void requireFit(SampleWeightingFactory<W> weighting, W settings, boolean isOpen) {
        String refusal = refusesWeights();
        if (refusal != null) {
            throw new IllegalArgumentException(
                    "method " + id() + " does not weight samples: " + refusal + ".\nMaybe take weighting: uniform.");
        }
        String needs = weighting.needsEverybody(settings);
        if (needs != null && (hasServer() || asksNetwork() || isOpen)) {
            throw new IllegalArgumentException("weighting " + weighting.id() + " does not go with "
                    + (isOpen
                            ? "workers that come and go"
                            : "method " + id() + ", whose workers are not all there at once")
                    + ": " + needs);
        }
    }

    /**
     * Why workers of the method cannot come and go by a {@link Membership}, as the end of a sentence.
     *
     * @return null if they can
     */
    default @Nullable String refusesMembership(S settings) {
        return "each of its exchanges needs all workers";
    }

    /** Whether the loss of a worker sends all back to the last checkpoint, where workers come and go. */
    default boolean goesBackToCheckpoints() {
        return false;
    }

    /**
     * Makes the method for workers that come and go.
     *
     * @throws IllegalArgumentException if it {@linkplain #refusesMembership refuses}
     */
    default DistributedMethod create(S settings, Replicas replicas, Membership membership) {
        throw new IllegalArgumentException(
                "method " + id() + " has no membership: " + refusesMembership(settings) + ".");
    }

    /**
     * Makes the method.
     *
     * @param settings validated settings that fit the replicas' optimizer
     * @param replicas the workers at their common initial parameters
     */
    DistributedMethod create(S settings, Replicas replicas);
}
