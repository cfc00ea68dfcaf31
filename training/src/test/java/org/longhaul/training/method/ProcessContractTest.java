package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.StepResult;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.Workers;
import org.longhaul.training.communicate.JoinedThreads;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.Transport;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.optimizer.OptimizerFactory;

/** Whatever method trains, members that are processes of their own come to what they come to within one process. */
class ProcessContractTest {
    private static final int WORKERS = 3;
    private static final int STEPS = 10;
    private static final double TOLERANCE = 1e-5;

    private static final Quadratic MODEL =
            new Quadratic(new Quadratic.Settings(1, 6, 0.05, 1, 1, 1, 1), new ModelContext(1, 1, WORKERS));

    /** Methods that are refused, and why, beside those that ask the network. */
    private static final Map<String, String> REFUSED = Map.of(
            "mutual", "models of all clients",
            "unlearning", "models of all sites",
            "fedanchor", "labels",
            "semifl", "labels",
            "flash", "is as long as the values make it",
            "topk", "is as long as the values make it",
            "sparsyfed", "is as long as the values make it",
            "zerofl", "is as long as the values make it",
            "signsgd", "encodes whole vectors only");

    /** What one process has of a training. */
    private record Course(List<StepResult> steps, List<TrainingEvent> events, int evaluating, @Nullable Double loss) {}

    @SuppressWarnings("rawtypes")
    static List<DistributedMethodFactory> all() {
        List<DistributedMethodFactory> all = new ArrayList<>();
        ServiceLoader.load(DistributedMethodFactory.class).forEach(all::add);
        return all;
    }

    @ParameterizedTest
    @MethodSource("all")
    void membersInProcessesOfTheirOwnComeToTheSame(DistributedMethodFactory<?> factory) throws Exception {
        assumeThat(factory.asksNetwork()).isFalse();
        assumeThat(REFUSED).doesNotContainKey(factory.id());
        Course whole = train(factory, null);
        List<Course> apart =
                JoinedThreads.run(WORKERS + (factory.hasServer() ? 1 : 0), transport -> train(factory, transport));
        for (int rank = 0; rank < apart.size(); rank++) {
            Course course = apart.get(rank);
            assertThat(heardBy(rank, course)).isEqualTo(heardBy(rank, whole));
            assertThat(course.evaluating()).isEqualTo(whole.evaluating());
            for (int step = 0; step < STEPS; step++) {
                List<Double> losses = course.steps().get(step).workerLosses();
                if (rank == WORKERS) {
                    assertThat(losses).isEmpty();
                } else {
                    double expected = whole.steps().get(step).workerLosses().get(rank);
                    assertThat(losses).as("rank %d in step %d", rank, step).hasSize(1);
                    assertThat(losses.get(0))
                            .as("rank %d in step %d", rank, step)
                            .isCloseTo(expected, within(TOLERANCE * Math.abs(expected)));
                }
            }
        }
        double expected = Objects.requireNonNull(whole.loss());
        assertThat(apart.get(whole.evaluating()).loss()).isCloseTo(expected, within(TOLERANCE * Math.abs(expected)));
    }

    /** A server does not know what clients pass over beside their batches. */
    private static List<TrainingEvent> heardBy(int rank, Course course) {
        return course.events().stream()
                .filter(event -> rank < WORKERS || !(event instanceof TrainingEvent.Passed))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void othersAreRefusedByNameBeforeAnythingRuns(DistributedMethodFactory<?> factory) {
        OptimizerFactory<?> optimizer = Workers.usualOptimizer(factory);
        String refusal = TrainingSession.builder()
                .optimizer(optimizer, DefaultSettings.of(optimizer))
                .method(factory, DefaultSettings.withPeriods(factory, 3))
                .refusesTransport();
        String reason = factory.asksNetwork() ? "it asks the network" : REFUSED.get(factory.id());
        if (reason == null) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal)
                    .startsWith("method " + factory.id() + " cannot run between processes: ")
                    .contains(reason)
                    .endsWith(".");
        }
    }

    @Test
    void aTransportOfMoreOrFewerMembersIsRefused() {
        DistributedMethodFactory<?> ddp = all().stream()
                .filter(each -> each.id().equals("ddp"))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> JoinedThreads.run(WORKERS + 1, transport -> train(ddp, transport)))
                .hasStackTraceContaining("transport has " + (WORKERS + 1) + " members; allowed: " + WORKERS);
    }

    private static Course train(DistributedMethodFactory<?> factory, @Nullable Transport transport) {
        OptimizerFactory<?> optimizer = Workers.usualOptimizer(factory);
        List<TrainingEvent> events = new ArrayList<>();
        TrainingSessionBuilder builder = TrainingSession.builder()
                .model(MODEL)
                .optimizer(optimizer, DefaultSettings.of(optimizer))
                .method(factory, DefaultSettings.withPeriods(factory, 3))
                .workers(WORKERS)
                .steps(STEPS)
                .listener(events::add);
        if (transport != null) {
            builder.transport(transport);
        }
        try (TrainingSession session = builder.build()) {
            List<StepResult> results = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                results.add(session.step());
            }
            session.finish();
            int evaluating = session.evaluatingRank();
            boolean holds = transport == null || transport.rank() == evaluating;
            return new Course(
                    results, events, evaluating, holds ? session.measure().loss() : null);
        }
    }
}
