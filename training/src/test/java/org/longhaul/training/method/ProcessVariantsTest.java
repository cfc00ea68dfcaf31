package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.ChunkTopK;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.Fp4E3m0;
import org.longhaul.training.codec.Identity;
import org.longhaul.training.codec.Int8;
import org.longhaul.training.codec.Mask;
import org.longhaul.training.codec.OneBit;
import org.longhaul.training.codec.TopK;
import org.longhaul.training.communicate.GlooMembers;
import org.longhaul.training.communicate.JoinedThreads;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.Transport;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.streaming.StreamingDiLoCo;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.method.synchronous.Zero;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.RandomClients;

/** Formats, cohorts, groups and checkpoints of trainings whose members are processes of their own. */
class ProcessVariantsTest {
    private static final int WORKERS = 4;
    private static final int STEPS = 10;
    private static final double TOLERANCE = 1e-5;
    private static final Quadratic MODEL =
            new Quadratic(new Quadratic.Settings(1, 6, 0.05, 1, 1, 1, 1), new ModelContext(1, 1, WORKERS));

    /** What is chosen beside the model, and how many members there are. */
    private record Variant(int members, Consumer<TrainingSessionBuilder> choices) {}

    private static final Map<String, Variant> VARIANTS = variants();

    /** Courses in one process, which those of several tests are compared with. */
    private static final Map<Variant, Course> WHOLE = new HashMap<>();

    private record Course(List<List<Double>> losses, List<TrainingEvent> events, @Nullable Double loss) {}

    private static DistributedMethodFactory<?> method(String id) {
        for (DistributedMethodFactory<?> each : ServiceLoader.load(DistributedMethodFactory.class)) {
            if (each.id().equals(id)) {
                return each;
            }
        }
        throw new AssertionError(id);
    }

    private static Consumer<TrainingSessionBuilder> chosen(DistributedMethodFactory<?> factory, Record settings) {
        OptimizerFactory<?> optimizer = Workers.usualOptimizer(factory);
        return builder ->
                builder.optimizer(optimizer, DefaultSettings.of(optimizer)).method(factory, settings);
    }

    private static Consumer<TrainingSessionBuilder> usual(String id) {
        return chosen(method(id), DefaultSettings.withPeriods(method(id), 3));
    }

    private static Map<String, Variant> variants() {
        Map<String, Variant> all = new LinkedHashMap<>();
        for (Codec codec : List.of(
                Casts.BF16,
                new Identity(),
                new Int8(4),
                new OneBit(2L),
                TopK.ofShare(0.3),
                new ChunkTopK(),
                new Mask())) {
            all.put("ddp in " + codec, new Variant(WORKERS, chosen(method("ddp"), new Ddp.Settings(codec, true))));
        }
        all.put(
                "diloco in bf16",
                new Variant(
                        WORKERS,
                        chosen(method("diloco"), new DiLoCo.Settings(4, 0.7, 0.9, RoundState.KEEP, Casts.BF16, true))));
        for (Codec codec : List.of(Casts.FP32, new Fp4E3m0(4), TopK.ofShare(0.3))) {
            for (int overlap : new int[] {0, 2}) {
                all.put(
                        "streaming in " + codec + ", overlapping " + overlap + " steps",
                        new Variant(WORKERS, streaming(codec, overlap)));
            }
        }
        for (int stage = 1; stage <= 3; stage++) {
            all.put("zero, stage " + stage, new Variant(WORKERS, zero(stage, null, null)));
        }
        all.put("usual format bf16", new Variant(WORKERS, usual("des-loc").andThen(b -> b.wireFormat(Casts.BF16))));
        all.put(
                "clipped",
                new Variant(WORKERS, usual("local-adam").andThen(b -> b.clipping(new Clipping.GlobalNorm(0.1)))));
        for (String id : List.of("fedavg", "fedper")) {
            all.put(
                    "cohorts of " + id,
                    new Variant(
                            WORKERS + 1,
                            usual(id)
                                    .andThen(b -> b.participation(
                                            new RandomClients.Factory(), new RandomClients.Settings(2, 0.1)))));
        }
        Federation tree = new Federation(
                WORKERS,
                new Federation.Group(
                        "root",
                        List.of(),
                        List.of(
                                new Federation.Group("a", List.of(0, 1), List.of()),
                                new Federation.Group("b", List.of(2, 3), List.of()))));
        all.put(
                "a tree of servers",
                new Variant(WORKERS + 3, usual("hierarchical-fedavg").andThen(b -> b.federation(tree))));
        return all;
    }

    private static Consumer<TrainingSessionBuilder> streaming(Codec codec, int overlap) {
        StreamingDiLoCo.Settings usual = DefaultSettings.of(new StreamingDiLoCo.Factory());
        return chosen(
                new StreamingDiLoCo.Factory(),
                new StreamingDiLoCo.Settings(4, 2, usual.pattern(), overlap, 0.5, 0.4, 0.9, codec, codec.isSparse()));
    }

    private static Consumer<TrainingSessionBuilder> zero(int stage, @Nullable Integer group, @Nullable Long period) {
        return chosen(new Zero.Factory(), new Zero.Settings(stage, group, period, 0.7, 0.9, Casts.BF16, null));
    }

    static List<String> names() {
        return List.copyOf(VARIANTS.keySet());
    }

    private static TrainingSession session(
            Consumer<TrainingSessionBuilder> choices, @Nullable Transport transport, List<TrainingEvent> events) {
        TrainingSessionBuilder builder = TrainingSession.builder()
                .model(MODEL)
                .workers(WORKERS)
                .steps(STEPS)
                .listener(events::add);
        choices.accept(builder);
        if (transport != null) {
            builder.transport(transport);
        }
        return builder.build();
    }

    private static Course train(
            Consumer<TrainingSessionBuilder> choices, @Nullable Transport transport, @Nullable Path kept) {
        List<TrainingEvent> events = new ArrayList<>();
        List<List<Double>> losses = new ArrayList<>();
        TrainingSession session = session(choices, transport, events);
        try {
            while (session.stepsDone() < STEPS) {
                losses.add(session.step().workerLosses());
                if (kept != null && session.stepsDone() == 5) {
                    session.save(kept);
                    session.close();
                    session = session(choices, transport, events);
                    session.restore(kept);
                }
            }
            session.finish();
            boolean holds = transport == null || transport.rank() == session.evaluatingRank();
            return new Course(losses, events, holds ? session.measure().loss() : null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            session.close();
        }
    }

    private static void compare(Variant variant, @Nullable Path folder) throws Exception {
        requireSame(
                variant,
                JoinedThreads.run(
                        variant.members(),
                        transport -> train(
                                variant.choices(),
                                transport,
                                folder == null ? null : folder.resolve("rank-" + transport.rank()))));
    }

    private static void requireSame(Variant variant, List<Course> apart) {
        Course whole = WHOLE.computeIfAbsent(variant, each -> train(each.choices(), null, null));
        int measured = 0;
        for (int rank = 0; rank < apart.size(); rank++) {
            Course course = apart.get(rank);
            assertThat(course.events()).as("rank %d", rank).isEqualTo(whole.events());
            if (course.loss() != null) {
                measured++;
                double expected = Objects.requireNonNull(whole.loss());
                assertThat(course.loss()).isCloseTo(expected, within(TOLERANCE * Math.abs(expected)));
            }
        }
        assertThat(measured).isEqualTo(1);
        for (int step = 0; step < STEPS; step++) {
            List<Double> losses = new ArrayList<>();
            for (Course course : apart) {
                assertThat(course.losses().get(step)).hasSizeLessThanOrEqualTo(1);
                losses.addAll(course.losses().get(step));
            }
            assertThat(losses)
                    .as("of those who take part in step %d, in the order of their ranks", step)
                    .usingElementComparator(
                            (own, expected) -> Math.abs(own - expected) <= TOLERANCE * Math.abs(expected)
                                    ? 0
                                    : Double.compare(own, expected))
                    .containsExactlyElementsOf(whole.losses().get(step));
        }
    }

    private static Variant variant(String name) {
        return Objects.requireNonNull(VARIANTS.get(name), name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void membersInProcessesOfTheirOwnComeToTheSame(String name) throws Exception {
        compare(variant(name), null);
    }

    /** What is under way when a checkpoint is made has arrived in it. */
    @ParameterizedTest
    @MethodSource("names")
    void eachGoesOnFromACheckpointOfItsOwn(String name, @TempDir Path folder) throws Exception {
        compare(variant(name), folder);
    }

    /** The same over sockets. */
    @Test
    void gloosMembersComeToTheSame() {
        for (String name : List.of(
                "ddp in " + TopK.ofShare(0.3),
                "diloco in bf16",
                "streaming in " + Casts.FP32 + ", overlapping 2 steps",
                "streaming in " + new Fp4E3m0(4) + ", overlapping 2 steps",
                "cohorts of fedavg")) {
            Variant variant = variant(name);
            requireSame(
                    variant,
                    GlooMembers.run(variant.members(), transport -> train(variant.choices(), transport, null)));
        }
    }

    @Test
    void sharesOfGroupsAreRefused() {
        TrainingSessionBuilder builder = TrainingSession.builder();
        zero(2, 2, 3L).accept(builder);
        assertThat(builder.refusesTransport()).contains("method zero", "kept in parts");
    }

    @Test
    void clippingByTheNormOfWhatIsSharedOutIsRefused() {
        TrainingSessionBuilder builder = TrainingSession.builder().clipping(new Clipping.GlobalNorm(1));
        zero(2, null, null).accept(builder);
        assertThat(builder.refusesTransport()).contains("method zero", "clipped");
    }

    @Test
    void aClientThatStandsAsideDoesNotKnowWhatOthersPassOver() {
        Consumer<TrainingSessionBuilder> choices = usual("qfedavg")
                .andThen(b -> b.participation(new RandomClients.Factory(), new RandomClients.Settings(2, 0.1)));
        assertThatThrownBy(() -> JoinedThreads.run(WORKERS + 1, transport -> train(choices, transport, null)))
                .hasMessageContaining("pass over");
    }

    @Test
    void lengthsThatNotEverybodyLearnsAreRefused() {
        TrainingSessionBuilder builder = TrainingSession.builder();
        streaming(new Mask(), 2).accept(builder);
        assertThat(builder.refusesTransport()).contains("streaming-diloco", "as long as the values make it");
    }
}
