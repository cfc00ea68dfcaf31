package org.longhaul.training.communicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.ChunkTopK;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.Fp4E3m0;
import org.longhaul.training.codec.Identity;
import org.longhaul.training.codec.Int8;
import org.longhaul.training.codec.Mask;
import org.longhaul.training.codec.OneBit;
import org.longhaul.training.codec.TopK;
import org.longhaul.training.codec.TwoBit;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Every exchange between processes: what comes of it is what comes of it within one, and the bytes that crossed are those charged. */
class TransportExchangesTest {
    private static final int WORKERS = 3;
    private static final int SERVER = WORKERS;
    private static final Layout LAYOUT = new Layout(List.of(
            new ParameterSpec("w", List.of(20L, 30L), "body", new Init.Constant(0)),
            new ParameterSpec("b", List.of(41L), "head", new Init.Constant(0))));
    private static final int ELEMENTS = 641;

    /** Codecs whose means the owners of parts make. */
    static List<Codec> inParts() {
        List<Codec> codecs = new ArrayList<>(Casts.all());
        codecs.remove(Casts.FP32);
        codecs.addAll(List.of(new Int8(64), new Fp4E3m0(7), new TwoBit(32), new OneBit(16L)));
        return codecs;
    }

    static List<Codec> sparse() {
        return List.of(TopK.ofShare(0.1), new ChunkTopK(), new Mask());
    }

    static List<Codec> plain() {
        return List.of(Casts.FP32, new Identity());
    }

    static List<Codec> all() {
        List<Codec> all = new ArrayList<>(plain());
        all.addAll(inParts());
        all.addAll(sparse());
        return all;
    }

    /** Codecs that say how long a vector is before it is encoded; nothing else can be awaited, or go to one alone. */
    static List<Codec> ofKnownLength() {
        return all().stream().filter(Codec::hasKnownLength).toList();
    }

    /** What all members hold, {@code x}, what they owe, {@code e}, and what the server holds, {@code s}. */
    private static final class State {
        private final StateGroup x;
        private final StateGroup e;
        private final Tensor s;
        private final List<TrainingEvent> heard = new ArrayList<>();

        /** The values of one member, or of all if {@code own} is null; others are NaN. */
        State(@Nullable Integer own) {
            Random random = new Random(7);
            List<Tensor> vectors = new ArrayList<>();
            for (int rank = 0; rank <= WORKERS; rank++) {
                double[] values = random.doubles(ELEMENTS, -1, 1).toArray();
                for (int i = 0; i < ELEMENTS; i += 3) {
                    values[i] = 0;
                }
                Tensor vector = Tensors.of(Device.CPU, values, ELEMENTS).to(DType.FLOAT32);
                if (own != null && own != rank) {
                    vector.fillInPlace(Double.NaN);
                }
                vectors.add(vector);
            }
            s = vectors.get(SERVER);
            x = new StateGroup("x", vectors.subList(0, WORKERS), LAYOUT);
            List<Tensor> owed = new ArrayList<>();
            for (int rank = 0; rank < WORKERS; rank++) {
                owed.add(x.of(rank).mul(0.125));
            }
            e = new StateGroup("e", owed, LAYOUT);
        }

        private StateGroup server() {
            return new StateGroup("x", List.of(SERVER), List.of(s), LAYOUT);
        }

        private float[] of(int rank) {
            return rank == SERVER ? s.toFloats() : x.of(rank).toFloats();
        }
    }

    @ParameterizedTest
    @MethodSource("ofKnownLength")
    void whatNobodyAwaitsAnyMoreGivesItsMemoryBack(Codec codec) {
        try (TensorScope scope = TensorScope.open()) {
            State state = new State(0);
            Tensor mean = Tensors.zeros(Device.CPU, DType.FLOAT32, ELEMENTS);
            Communicator communicator = Communicator.over(new NobodyElse(WORKERS), event -> {}, codec);
            long before = TensorScope.liveTensors();
            communicator.beginAllReduceMean(state.x, mean, null);
            assertThat(TensorScope.liveTensors()).isGreaterThan(before);
            communicator.close();
            assertThat(TensorScope.liveTensors()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource("ofKnownLength")
    void whatIsAwaitedInVainGivesItsMemoryBack(Codec codec) {
        try (TensorScope scope = TensorScope.open()) {
            State state = new State(0);
            Tensor mean = Tensors.zeros(Device.CPU, DType.FLOAT32, ELEMENTS);
            Communicator communicator = Communicator.over(new NobodyElse(WORKERS), event -> {}, codec);
            long before = TensorScope.liveTensors();
            communicator.beginAllReduceMean(state.x, mean, null);
            communicator.beginAllReduceMean(state.x, mean, null);
            assertThatThrownBy(() -> communicator.await(state.x, 0, 0)).isInstanceOf(LostMemberException.class);
            assertThatThrownBy(communicator::settle).isInstanceOf(LostMemberException.class);
            assertThatThrownBy(() -> communicator.allReduceMean(state.x, null)).isInstanceOf(LostMemberException.class);
            communicator.close();
            assertThat(TensorScope.liveTensors()).isEqualTo(before);
        }
    }

    private record Outcome(float[] vector, float @Nullable [] owed, List<TrainingEvent> heard) {}

    private static JoinedThreads compare(int size, double tolerance, BiConsumer<State, Communicator> body)
            throws Exception {
        List<Outcome> expected = new ArrayList<>();
        TensorScope.run(() -> {
            State state = new State(null);
            Communicator net = new Communicator(state.heard::add, Casts.FP32);
            net.beginStep();
            body.accept(state, net);
            for (int rank = 0; rank < size; rank++) {
                expected.add(outcome(state, rank));
            }
        });
        JoinedThreads members = new JoinedThreads(size);
        List<Outcome> apart = members.each(transport -> {
            List<Outcome> own = new ArrayList<>();
            TensorScope.run(() -> {
                State state = new State(transport.rank());
                Communicator net = Communicator.over(transport, state.heard::add, Casts.FP32);
                net.beginStep();
                body.accept(state, net);
                own.add(outcome(state, transport.rank()));
            });
            return own.get(0);
        });
        for (int rank = 0; rank < size; rank++) {
            assertThat(apart.get(rank).vector())
                    .as("rank " + rank)
                    .usingComparatorWithPrecision((float) tolerance)
                    .containsExactly(expected.get(rank).vector());
            assertThat(apart.get(rank).owed()).isEqualTo(expected.get(rank).owed());
            assertThat(apart.get(rank).heard()).isEqualTo(expected.get(rank).heard());
        }
        return members;
    }

    private static Outcome outcome(State state, int rank) {
        return new Outcome(
                state.of(rank), rank == SERVER ? null : state.e.of(rank).toFloats(), state.heard);
    }

    private static Exchange exchange(List<TrainingEvent> heard) {
        return heard.get(0) instanceof TrainingEvent.Sent sent
                ? sent.exchange()
                : ((TrainingEvent.Exchanged) heard.get(0)).exchange();
    }

    /** Bytes that were charged for what the exchange sent. */
    private static long charged(BiConsumer<State, Communicator> body) {
        List<TrainingEvent> heard = new ArrayList<>();
        TensorScope.run(() -> {
            State state = new State(null);
            body.accept(state, new Communicator(heard::add, Casts.FP32));
        });
        Exchange exchange = exchange(heard);
        return exchange.sizes().size() == 1
                ? exchange.sizes().get(0) * exchange.vectors()
                : exchange.sizes().stream().mapToLong(Long::longValue).sum();
    }

    private static long sent(JoinedThreads members, int size) {
        long sent = 0;
        for (int rank = 0; rank < size; rank++) {
            sent += members.sentBytes(rank);
        }
        return sent;
    }

    @ParameterizedTest
    @MethodSource("plain")
    void aMeanOfVectorsAsTheyAreIsASumOfTheTransport(Codec codec) throws Exception {
        double[] weights = {1, 2, 5};
        for (double[] each : new double[][] {null, weights}) {
            JoinedThreads members = compare(
                    WORKERS, 1e-6, (state, net) -> net.allReduceMean(state.x, codec, Release.AFTER_BACKWARD, each));
            assertThat(members.reducedBytes(1)).isEqualTo(4 * ELEMENTS);
            assertThat(sent(members, WORKERS)).isZero();
        }
    }

    /** Each sends its contribution to the parts of the others, and its part of the mean to them: together 2 (N-1)/N of a vector. */
    @ParameterizedTest
    @MethodSource("inParts")
    void ownersOfPartsMakeTheMeanOfACodecThatEncodesInParts(Codec codec) throws Exception {
        BiConsumer<State, Communicator> body = (state, net) -> net.allReduceMean(
                state.x.withErrorFeedback(state.e), codec, Release.AFTER_BACKWARD, new double[] {1, 2, 5});
        JoinedThreads members = compare(WORKERS, 0, body);
        assertThat(sent(members, WORKERS)).isEqualTo(charged(body) / WORKERS * 2 * (WORKERS - 1));
        // Scales and values travel together.
        assertThat(members.sentMessages(1)).isEqualTo(2 * (WORKERS - 1));
    }

    /** Each sends N-1 contributions on, and says how long each is and of what parts where that depends on values. */
    @ParameterizedTest
    @MethodSource("sparse")
    void sparseContributionsGoToAll(Codec codec) throws Exception {
        BiConsumer<State, Communicator> body = (state, net) ->
                net.allReduceMean(state.x.withErrorFeedback(state.e), codec, Release.AFTER_BACKWARD, null);
        JoinedThreads members = compare(WORKERS, 0, body);
        long described = codec.hasKnownLength() ? 0 : EncodedBytes.LENGTH_BYTES + 1 + 2 * EncodedBytes.PART_BYTES;
        assertThat(sent(members, WORKERS)).isEqualTo((charged(body) + WORKERS * described) * (WORKERS - 1));
        // Places and values travel together; a length goes ahead.
        assertThat(members.sentMessages(1)).isEqualTo((codec.hasKnownLength() ? 1 : 2) * (WORKERS - 1));
    }

    @ParameterizedTest
    @MethodSource("ofKnownLength")
    void aMeanThatIsBegunArrivesWhenItIsAwaited(Codec codec) throws Exception {
        compare(WORKERS, 1e-6, (state, net) -> {
            Tensor mean = TensorScope.compute(() -> Tensors.zeros(Device.CPU, ELEMENTS));
            TensorScope.run(() -> net.beginAllReduceMean(state.x, mean, codec));
            // What the members hold may change while it travels, and they exchange other things.
            state.x.ranks().forEach(rank -> state.x.of(rank).mulInPlace(2));
            net.beginStep();
            net.allReduceMean(state.e, null);
            net.beginStep();
            net.await(state.x, 2, 0);
            state.x.ranks().forEach(rank -> state.x.of(rank).copyInPlace(mean));
            mean.close();
        });
    }

    @Test
    void whatWasBegunIsThereBeforeItIsKeptAndNothingElseCanBeAwaited() throws Exception {
        compare(WORKERS, 1e-6, (state, net) -> {
            Tensor mean = TensorScope.compute(() -> Tensors.zeros(Device.CPU, ELEMENTS));
            net.beginAllReduceMean(state.x, mean, null);
            net.settle();
            state.x.ranks().forEach(rank -> state.x.of(rank).copyInPlace(mean));
            net.await(state.x, 0, 0);
            mean.close();
        });
        assertThatThrownBy(() -> JoinedThreads.run(WORKERS, transport -> {
                    TensorScope.run(() -> {
                        Communicator net = Communicator.over(transport, event -> {}, Casts.FP32);
                        net.beginStep();
                        net.await(new State(0).x, 0, 0);
                    });
                    return 0;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing was begun");
    }

    @ParameterizedTest
    @MethodSource("all")
    void everybodyReceivesWhatAllHave(Codec codec) throws Exception {
        compare(WORKERS, 0, (state, net) -> {
            List<Tensor> received = net.allGather(state.x, codec, Release.AFTER_BACKWARD);
            Tensor apart =
                    received.get(0).mul(1).addInPlace(received.get(1), 10).addInPlace(received.get(2), 100);
            state.x.ranks().forEach(rank -> state.x.of(rank).copyInPlace(apart));
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void partsAreSharedOutAndGathered(Codec codec) throws Exception {
        BiConsumer<State, Communicator> gather =
                (state, net) -> net.allGatherParts(state.x, codec, Release.AFTER_BACKWARD);
        compare(WORKERS, 0, gather);
        if (codec.isSparse()) {
            return;
        }
        compare(WORKERS, 1e-6, (state, net) -> {
            net.reduceScatterMean(state.x, codec, Release.AFTER_BACKWARD);
            net.allGatherParts(state.x, Casts.FP32, Release.AFTER_BACKWARD);
        });
    }

    /** Each vector crosses once, between the root and its holder. */
    @ParameterizedTest
    @MethodSource("ofKnownLength")
    void aRootExchangesWithEachMember(Codec codec) throws Exception {
        BiConsumer<State, Communicator> up = (state, net) -> net.reduceMean(
                state.x.withErrorFeedback(state.e), state.server(), codec, Release.AFTER_BACKWARD, new double[] {1, 2, 5
                });
        BiConsumer<State, Communicator> down =
                (state, net) -> net.broadcast(state.server(), state.x, codec, Release.AFTER_BACKWARD);
        BiConsumer<State, Communicator> gather = (state, net) -> {
            List<Tensor> into = new ArrayList<>();
            state.x.ranks().forEach(rank -> into.add(Tensors.zeros(Device.CPU, ELEMENTS)));
            net.gather(state.x, SERVER, into, codec, Release.AFTER_BACKWARD);
            state.s.copyInPlace(into.get(0).addInPlace(into.get(1), 10).addInPlace(into.get(2), 100));
        };
        BiConsumer<State, Communicator> scatter = (state, net) -> net.scatter(
                SERVER,
                List.of(state.s.mul(1), state.s.mul(2), state.s.mul(3)),
                state.x,
                codec,
                Release.AFTER_BACKWARD);
        BiConsumer<State, Communicator> one = (state, net) -> net.send(state.x.of(List.of(1)), state.server(), codec);
        boolean isPlain = plain().contains(codec);
        long described = isPlain ? 0 : EncodedBytes.LENGTH_BYTES + 1 + EncodedBytes.PART_BYTES * (long) parts(codec);
        for (BiConsumer<State, Communicator> each : List.of(up, down, gather, scatter, one)) {
            JoinedThreads members = compare(WORKERS + 1, 0, each);
            long vectors = each == one ? 1 : WORKERS;
            assertThat(sent(members, WORKERS + 1)).isEqualTo(charged(each) + vectors * described);
        }
    }

    private static int parts(Codec codec) {
        int[] parts = new int[1];
        TensorScope.run(() -> {
            State state = new State(null);
            parts[0] = codec.encode(state.x.of(0), LAYOUT).parts().size();
        });
        return parts[0];
    }

    @Test
    void aLetterArrivesWhenItIsAsked() throws Exception {
        compare(WORKERS + 1, 0, (state, net) -> {
            Tensor into = TensorScope.compute(() -> Tensors.zeros(Device.CPU, ELEMENTS));
            net.post(state.x.of(List.of(1)), new StateGroup("x", List.of(SERVER), List.of(into), LAYOUT), Casts.BF16);
            net.beginStep();
            net.awaitLetter(SERVER, 1, 0);
            state.s.copyInPlace(into);
            into.close();
        });
    }

    @Test
    void aRootMayBeAWorkerAndOthersMayStandAside() throws Exception {
        compare(WORKERS, 1e-6, (state, net) -> {
            net.reduceMean(state.x, state.x.of(List.of(1)), Casts.BF16, Release.AFTER_BACKWARD, null);
            net.broadcast(state.x.of(List.of(1)), state.x, Casts.BF16, Release.AFTER_BACKWARD);
            for (Codec codec : List.of(Casts.FP32, new Int8(64), TopK.ofShare(0.1))) {
                net.allReduceMean(state.x.of(List.of(0, 2)), codec);
            }
        });
    }

    @Test
    void aCodecOfWholeVectorsIsRefusedInAMean() {
        assertThatThrownBy(() -> JoinedThreads.run(WORKERS, transport -> {
                    TensorScope.run(() -> Communicator.over(transport, event -> {}, Casts.FP32)
                            .allReduceMean(new State(transport.rank()).x, new OneBit()));
                    return 0;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("one-bit")
                .hasMessageContaining("whole vectors only");
    }
}
