package org.longhaul.training.method.asking;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Question;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.method.server.ServerNesterov;
import org.longhaul.training.model.Model;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Decoupled DiLoCo: learners train on their own clocks, and a syncer merges one fragment of the model after another from those
 * learners that are there. Nobody waits for who is slow or has crashed.
 *
 * <pre>
 *   learner m, after every n = H/P of its own steps:  sends fragment p of x_m, and trains on
 *   syncer, of fragment p:  M = who was heard; at least K, and more while nobody who has sent it has the next one to send
 *                           d = merge of (theta_p - x_m,p) over M, weighted by tokens x tokens/steps
 *                           theta_p = Nesterov(theta_p, d), to all learners; p = p + 1 mod P
 *   learner m, tau of its own steps later:            x_m,p = alpha x_m,p + (1 - alpha) theta_p
 * </pre>
 *
 * <p>Tokens and steps are those since the learner last took the fragment in. A learner that has missed P fragments, a whole
 * period H, is lost: nothing is sent to it and nobody expects it. When it is there again it takes parameters, optimizer states
 * and the count of steps from the learner that was given work last.
 *
 * <p><b>Steps.</b> A step of the method is the work of one learner between two looks at what has come: the common divisor of n
 * and tau of its local steps. There are as many as have the local steps of all learners, whoever does them.
 *
 * <p><b>Cost.</b> 1/H units a local step up, as much down; a learner that returns gets its parameters and optimizer states, in the
 * usual wire format.
 *
 * <p><b>How sure.</b> The paper itself was not at hand: only its abstract, and three accounts by others (NVFlare's design note, an
 * implementation's comments, an article). All three have the weights and the radial and directional means. Two each have H = P =
 * 24 (note and article) and the mean for the embedding (implementation and article). One alone has tau = 2 and recovery from a
 * peer with a staleness of at most H steps (the note; by the others the syncer sends the model to who returns), one K = 1 as
 * usual (the article; the note says 1 to 8), one the anchor theta_p (the implementation). Not known, and settings without a source:
 * the outer learning rate and momentum (those of DiLoCo here) and alpha. The rule of the grace window is ours: it lasts as long as
 * it costs no learner a fragment; implementation and article state another, a share of the time that tau steps leave over.
 * Fragments are runs of the flat vector of equal length; there whole tensors are dealt out, evenly. A fragment that comes later
 * than tau is waited for. One fragment is merged at a time, when a learner looks.
 */
public final class DecoupledDiLoCo implements DistributedMethod {
    /** How long the syncer goes on listening once it has heard enough. */
    public enum Grace {
        /** As long as no learner that has sent its fragment, heard or still under way, has the next one to send. */
        @JsonProperty("adaptive")
        ADAPTIVE,
        /** Not at all. */
        @JsonProperty("none")
        NONE
    }

    /** How the learners' differences become one. */
    public enum Merging {
        /** Length and direction of each tensor have a mean each; the embedding is averaged. */
        @JsonProperty("radial-directional")
        RADIAL_DIRECTIONAL,
        /** Their mean. */
        @JsonProperty("mean")
        MEAN
    }

    /** Settings of {@code decoupled-diloco}. */
    public record Settings(
            @JsonProperty(defaultValue = "24")
                    @JsonPropertyDescription(
                            "local steps H from one exchange of a fragment to its next, a multiple of P")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "24") @JsonPropertyDescription("number of fragments P, of equal length")
                    int fragments,
            @JsonProperty(defaultValue = "2")
                    @JsonPropertyDescription(
                            "local steps tau that a learner trains on before it takes in a fragment that was sent to it")
                    int overlapSteps,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("learners K of whom the syncer must have heard before it merges")
                    int minimumQuorum,
            @JsonProperty(defaultValue = "adaptive")
                    @JsonPropertyDescription(
                            "how long the syncer listens beyond the quorum: until a learner that has sent its fragment has"
                                    + " the next one to send (adaptive), or not at all (none)")
                    Grace grace,
            @JsonProperty(defaultValue = "radial-directional")
                    @JsonPropertyDescription(
                            "how differences are merged: length and direction of each tensor apart, the embedding's mean"
                                    + " (radial-directional), or their mean (mean)")
                    Merging merging,
            @JsonProperty(defaultValue = "0.7") @JsonPropertyDescription("outer learning rate")
                    double outerLearningRate,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("outer Nesterov momentum")
                    double outerMomentum,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("share alpha of its own parameters that a learner keeps of a fragment")
                    double mixing,
            @JsonPropertyDescription(
                            "format of the fragments on their way up and down; default: the method's wireFormat")
                    @Nullable
                    Codec parameterFormat) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.count("fragments", fragments, Integer.MAX_VALUE);
            Require.atLeast("overlapSteps", overlapSteps, 1);
            Require.atLeast("minimumQuorum", minimumQuorum, 1);
            Require.positive("outerLearningRate", outerLearningRate, 1e9);
            Require.decay("outerMomentum", outerMomentum);
            if (parameterPeriod % fragments != 0) {
                throw new IllegalArgumentException(
                        "parameterPeriod (" + parameterPeriod + ") must be a multiple of fragments (" + fragments
                                + "): one leaves after every so many steps.");
            }
            if (!(mixing >= 0 && mixing < 1)) {
                throw new IllegalArgumentException("mixing (" + PlainNumber.of(mixing) + ") must lie in [0, 1).");
            }
        }

        /** Local steps of a learner from one fragment that it sends to the next. */
        long between() {
            return parameterPeriod / fragments;
        }

        /** Local steps of a learner from one look at what has come to the next. */
        long atOnce() {
            long rest = between();
            long divisor = overlapSteps;
            while (rest != 0) {
                long remainder = divisor % rest;
                divisor = rest;
                rest = remainder;
            }
            return divisor;
        }
    }

    /** Makes {@link DecoupledDiLoCo}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "decoupled-diloco",
            description =
                    "A syncer merges one fragment after another from those learners that are there; nobody waits.",
            source = "Douillard et al., \"Decoupled DiLoCo for Resilient Distributed Pre-training\", arXiv 2604.21428; "
                    + "read in its abstract and in others' accounts.")
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public String refusesStatistics() {
            return "its merges and outer momentum would carry them past every learner's";
        }

        @Override
        public List<String> usualOptimizers() {
            return List.of("adamw");
        }

        @Override
        public boolean hasServer() {
            return true;
        }

        /** Who is there takes part. */
        @Override
        public boolean hasParticipation() {
            return false;
        }

        @Override
        public boolean asksNetwork() {
            return true;
        }

        @Override
        public void requireFit(Settings settings, Optimizer optimizer, int workers) {
            DistributedMethodFactory.super.requireFit(settings, optimizer, workers);
            if (settings.minimumQuorum() > workers) {
                throw new IllegalArgumentException("minimumQuorum (" + settings.minimumQuorum() + ") of " + workers
                        + " learners can never be heard: minimumQuorum <= learners.");
            }
        }

        @Override
        public void requireFit(Settings settings, Model model) {
            long elements = model.elements();
            if (settings.fragments() > elements) {
                throw new IllegalArgumentException("fragments (" + settings.fragments() + ") must be at most "
                        + elements + ", the number of the model's parameters.");
            }
        }

        @Override
        public long steps(Settings settings, long localSteps, int workers, @Nullable Federation federation) {
            long all = Math.multiplyExact(localSteps, (long) workers);
            return Math.max(1, (all + settings.atOnce() - 1) / settings.atOnce());
        }

        @Override
        public long localSteps(Settings settings, long steps, int workers, @Nullable Federation federation) {
            return Math.max(1, Math.multiplyExact(steps, settings.atOnce()) / workers);
        }

        @Override
        public String refusesMembership(Settings settings) {
            return "its own quorum and grace window say who is in a mean";
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new DecoupledDiLoCo(settings, replicas);
        }
    }

    private static final String SENT = "sent";
    private static final String RECEIVED = "received";

    private final Settings settings;
    private final ServerModel outer;
    private final Tensor merged;
    private final FragmentMerge merge;
    private final SyncerBook book;

    DecoupledDiLoCo(Settings settings, Replicas replicas) {
        this.settings = settings;
        outer = new ServerModel(new ServerNesterov(settings.outerLearningRate(), settings.outerMomentum()), replicas);
        merged = replicas.newVector();
        merge = new FragmentMerge(replicas.layout(), settings.merging() == Merging.RADIAL_DIRECTIONAL);
        book = new SyncerBook(settings, replicas.workers());
        replicas.newVectorOfEach(SENT);
        replicas.newVectorOfEach(RECEIVED);
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        if (step == 0) {
            replicas.enter(IntStream.range(0, replicas.workers()).boxed().toList(), 0, true);
            StateGroup initial = replicas.parameters();
            initial.ranks().forEach(rank -> initial.of(rank).copyInPlace(outer.parameters()));
        }
        SyncerBook.Turn turn = book.turn(step, net.answers());
        if (!turn.heard().isEmpty()) {
            merge(turn, replicas, net);
        }
        int learner = turn.learner();
        if (turn.isNew()) {
            net.send(
                    replicas.atServer("model", outer.parameters()),
                    replicas.parameters().of(List.of(learner)).as("model"),
                    settings.parameterFormat());
        } else if (turn.peer() != null) {
            takeOver(turn.peer(), learner, replicas, net);
        }
        if (turn.sends() != null) {
            StateGroup own = replicas.parameters().of(List.of(learner));
            StateGroup atSyncer =
                    replicas.atServer("parameters", replicas.kept(SENT).of(learner));
            net.post(fragment(turn.sends(), own), fragment(turn.sends(), atSyncer), settings.parameterFormat());
        }
        for (long done = 0; done < settings.atOnce(); done++) {
            for (SyncerBook.Landing landing : turn.landings()) {
                if (landing.after() == done) {
                    net.awaitLetter(learner, landing.stepsAgo(), landing.index());
                    takeIn(landing.fragment(), learner, replicas);
                }
            }
            replicas.localStep(turn.ownSteps() + done, List.of(learner));
        }
        net.ask(Question.firstReady(book.learnersByWork(), book.lettersUnderWay(step)));
    }

    /** The outer step of a fragment, and its way to the learners. */
    private void merge(SyncerBook.Turn turn, Replicas replicas, Communicator net) {
        long from = from(turn.fragment());
        long to = from(turn.fragment() + 1);
        merge.into(
                merged,
                outer.parameters(),
                replicas.kept(SENT),
                turn.heard(),
                turn.weights().toArray(),
                from,
                to);
        outer.stepPart(merged, turn.merges(), from, to);
        for (int learner : turn.told()) {
            net.post(
                    fragment(turn.fragment(), replicas.atServer("model", outer.parameters())),
                    fragment(turn.fragment(), replicas.kept(RECEIVED).of(List.of(learner))),
                    settings.parameterFormat());
        }
    }

    private void takeIn(int fragment, int learner, Replicas replicas) {
        long length = from(fragment + 1) - from(fragment);
        Tensor x = replicas.parameters().of(learner).narrow(0, from(fragment), length);
        x.lerpInPlace(replicas.kept(RECEIVED).of(learner).narrow(0, from(fragment), length), 1 - settings.mixing());
    }

    /** A learner that was lost becomes what another one is. */
    private static void takeOver(int peer, int learner, Replicas replicas, Communicator net) {
        net.send(replicas.parameters().of(List.of(peer)), replicas.parameters().of(List.of(learner)), null);
        for (StateGroup state : replicas.optimizerStates()) {
            net.send(state.of(List.of(peer)), state.of(List.of(learner)), null);
        }
    }

    private StateGroup fragment(int fragment, StateGroup whole) {
        return whole.part(from(fragment), from(fragment + 1));
    }

    private long from(int fragment) {
        return merged.elements() * fragment / settings.fragments();
    }

    /** The syncer holds the model; what is under way is of no use any more. */
    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {}

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofServer(outer.parameters());
    }

    @Override
    public Set<String> ofServers() {
        return state().keySet();
    }

    @Override
    public Map<String, Tensor> state() {
        return new LinkedHashMap<>(outer.state());
    }
}
