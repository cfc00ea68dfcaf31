package org.longhaul.scenario.engine.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.section.BucketSize;
import org.longhaul.scenario.section.Overlap;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Gathering;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.PendingExchange;
import org.longhaul.training.codec.Cast;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Mask;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.GroupElements;
import org.longhaul.training.communicate.Letter;
import org.longhaul.training.communicate.Question;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.TrainingEvent.Computed;
import org.longhaul.training.communicate.TrainingEvent.Exchanged;
import org.longhaul.training.communicate.TrainingEvent.Updated;
import org.longhaul.training.model.ParameterGroup;

/** Programs of single steps. */
final class StepBuilderTest {
    private static final List<ParameterGroup> TRAINED = List.of(new ParameterGroup("a", 10, 1));
    private static final List<ParameterGroup> CHARGED = List.of(new ParameterGroup("a", 1000, 1));

    private static StepBuilder.ChargedStep build(Overlap overlap, TrainingEvent... events) {
        StepBuilder.Policy policy = new StepBuilder.Policy(
                overlap,
                BucketSize.parse("1500 B"),
                "ring",
                Map.of("parameters", "parameter-server"),
                Collectives.withDefaults(),
                null);
        return new StepBuilder(Projection.onto(TRAINED, CHARGED), policy, (bytes, steps) -> {
                    throw new IllegalStateException("the size is stated");
                })
                .build(new StepEvents(List.of(events)));
    }

    private static Exchanged averaging(String label, Cast format, Release release) {
        return new Exchanged(new Exchange(
                label,
                Exchange.Operation.ALL_REDUCE,
                List.of(0, 1, 2),
                Exchange.NO_ROOT,
                List.of(new GroupElements("a", 10)),
                format,
                List.of(format.bytes(10)),
                release));
    }

    private static TrainingEvent.Sent sent(int from, int to, boolean isLetter) {
        return new TrainingEvent.Sent(
                new Exchange(
                        isLetter ? "update" : "model",
                        Exchange.Operation.BROADCAST,
                        List.of(Math.min(from, to), Math.max(from, to)),
                        from,
                        List.of(new GroupElements("a", 10)),
                        Casts.FP32,
                        List.of(40L),
                        Release.AFTER_BACKWARD),
                isLetter);
    }

    /** What is sent is awaited by who receives it; letters come first among the exchanges, and all wait for them at the end. */
    @Test
    void aQuestionBecomesTheEndOfTheStep() {
        Question question =
                new Question(List.of(new Letter(0, 0, 0), new Letter(1, 0, 1), new Letter(2, 5, 0)), 3, 2, 700, 4);
        StepBuilder.ChargedStep built = build(
                Overlap.NONE,
                sent(2, 0, false),
                sent(2, 1, false),
                new Computed(),
                new Updated(),
                sent(0, 2, true),
                sent(1, 2, true),
                new TrainingEvent.Asked(question),
                new TrainingEvent.Answered(new Answer(List.of(1, 0), List.of())));
        assertThat(program(built)).isEqualTo("+2 +3 -2 -3 F B U +0 +1");
        assertThat(built.step().program()).contains(new Await(2, 0, List.of(0)), new Await(3, 0, List.of(1)));
        assertThat(built.step().exchanges())
                .extracting(ExchangeSpec::workers)
                .containsExactly(List.of(0, 2), List.of(1, 2), List.of(2, 0), List.of(2, 1));
        assertThat(built.step().gathering())
                .isEqualTo(new Gathering(
                        List.of(new PendingExchange(0, 0), new PendingExchange(0, 1), new PendingExchange(5, 0)),
                        3,
                        2,
                        700,
                        4));
        assertThat(built.vectorBytes()).isEqualTo(4 * 40);
        assertThat(built.chargedBytes()).isEqualTo(4 * 4000);
    }

    private static Exchanged masked(
            Exchange.Operation operation, List<Integer> members, int root, List<Long> sizes, Release release) {
        return new Exchanged(new Exchange(
                "parameters",
                operation,
                members,
                root,
                List.of(new GroupElements("a", 10)),
                new Mask(),
                sizes,
                release));
    }

    /** Each is charged what it sends, a hundred times as much as was trained; the sum of such vectors is made at the root. */
    @Test
    void membersSendVectorsOfTheirOwnSizes() {
        StepBuilder.ChargedStep reduced = build(
                Overlap.NONE,
                masked(
                        Exchange.Operation.REDUCE,
                        List.of(0, 1, 2, 3),
                        3,
                        List.of(20L, 40L, 60L),
                        Release.AFTER_BACKWARD));
        assertThat(reduced.step().exchanges())
                .containsExactly(new ExchangeSpec(
                        "parameters",
                        Pattern.GATHER,
                        List.of(3, 0, 1, 2),
                        12_000,
                        120,
                        Collectives.DIRECT,
                        List.of(0L, 2000L, 4000L, 6000L)));
        assertThat(reduced.vectorBytes()).isEqualTo(120);
        assertThat(reduced.chargedBytes()).isEqualTo(12_000);

        StepBuilder.ChargedStep gathered = build(
                Overlap.NONE,
                masked(
                        Exchange.Operation.ALL_GATHER,
                        List.of(0, 1, 2),
                        Exchange.NO_ROOT,
                        List.of(20L, 40L, 60L),
                        Release.AFTER_BACKWARD));
        assertThat(gathered.step().exchanges())
                .containsExactly(new ExchangeSpec(
                        "parameters",
                        Pattern.ALL_GATHER,
                        List.of(0, 1, 2),
                        12_000,
                        120,
                        "ring",
                        List.of(2000L, 4000L, 6000L)));

        // Buckets have the same shares of each.
        StepBuilder.ChargedStep inBuckets = build(
                Overlap.BUCKETED,
                new Computed(),
                masked(
                        Exchange.Operation.ALL_GATHER,
                        List.of(0, 1, 2),
                        Exchange.NO_ROOT,
                        List.of(20L, 40L, 60L),
                        Release.DURING_BACKWARD));
        assertThat(inBuckets.step().exchanges()).hasSizeGreaterThan(1);
        for (int member = 0; member < 3; member++) {
            int rank = member;
            assertThat(inBuckets.step().exchanges().stream()
                            .mapToLong(bucket -> bucket.parts().get(rank))
                            .sum())
                    .isEqualTo(2000 * (rank + 1));
        }

        StepBuilder.ChargedStep equal = build(
                Overlap.NONE,
                masked(
                        Exchange.Operation.ALL_GATHER,
                        List.of(0, 1, 2),
                        Exchange.NO_ROOT,
                        List.of(40L, 40L, 40L),
                        Release.AFTER_BACKWARD));
        assertThat(equal.step().exchanges().get(0).parts()).isEmpty();
        assertThat(equal.step().exchanges().get(0).bytes()).isEqualTo(12_000);
    }

    /** {@code F B U} for compute, {@code +i -i} for begin and await, {@code (i)} for a release in the backward pass. */
    private static String program(StepBuilder.ChargedStep step) {
        StringBuilder text = new StringBuilder();
        for (Operation operation : step.step().program()) {
            if (operation instanceof Compute compute) {
                text.append(compute.phase().name().charAt(0));
                compute.releases()
                        .forEach(release ->
                                text.append('(').append(release.exchange()).append(')'));
            } else if (operation instanceof Begin begin) {
                text.append('+').append(begin.exchange());
            } else if (operation instanceof Await await) {
                text.append('-').append(await.exchange());
                if (await.stepsAgo() > 0) {
                    text.append('@').append(await.stepsAgo());
                }
            }
            text.append(' ');
        }
        return text.toString().strip();
    }

    @Test
    void whatIsAveragedBeforeTheUpdateTravelsFromTheStartOfTheStepWhereOverlapIsAllowed() {
        TrainingEvent[] step = {
            new Computed(),
            averaging("first-moment", Casts.FP32, Release.START_OF_STEP),
            averaging("parameters", Casts.FP32, Release.START_OF_STEP),
            new Updated()
        };
        assertThat(program(build(Overlap.BUCKETED, step))).isEqualTo("+0 +1 F B -0 -1 U");
        assertThat(program(build(Overlap.NONE, step))).isEqualTo("F B +0 +1 -0 -1 U");
    }

    @Test
    void whatIsAveragedAfterTheUpdateIsAwaitedAtTheEndOfTheStep() {
        TrainingEvent[] step = {
            new Computed(),
            new Updated(),
            averaging("first-moment", Casts.FP32, Release.AFTER_BACKWARD),
            averaging("parameters", Casts.FP32, Release.AFTER_BACKWARD)
        };
        for (Overlap overlap : Overlap.values()) {
            assertThat(program(build(overlap, step))).isEqualTo("F B U +0 +1 -0 -1");
        }
    }

    /** A step may end with an exchange that is older than it and one that is not: each begins when it can. */
    @Test
    void aClosingExchangeComesAfterTheUpdateOfTheLastStep() {
        TrainingEvent[] step = {
            new Computed(),
            averaging("parameters", Casts.FP32, Release.START_OF_STEP),
            new Updated(),
            averaging("parameters", Casts.FP32, Release.AFTER_BACKWARD)
        };
        assertThat(program(build(Overlap.BUCKETED, step))).isEqualTo("+0 F B -0 U +1 -1");
    }

    @Test
    void gradientsLeaveInBucketsWithinTheBackwardPassOnly() {
        TrainingEvent[] step = {
            new Computed(), averaging("gradients", Casts.FP32, Release.DURING_BACKWARD), new Updated()
        };
        StepBuilder.ChargedStep bucketed = build(Overlap.BUCKETED, step);
        assertThat(program(bucketed)).isEqualTo("F B(0)(1)(2) -0 -1 -2 U");
        assertThat(bucketed.step().exchanges()).extracting(ExchangeSpec::bytes).containsExactly(1500L, 1500L, 1000L);
        assertThat(bucketed.step().exchanges())
                .extracting(ExchangeSpec::trainedBytes)
                .containsExactly(15L, 15L, 10L);
        StepBuilder.ChargedStep whole = build(Overlap.NONE, step);
        assertThat(program(whole)).isEqualTo("F B +0 -0 U");
        assertThat(whole.vectorBytes()).isEqualTo(bucketed.vectorBytes()).isEqualTo(3 * 40);
        assertThat(whole.chargedBytes()).isEqualTo(bucketed.chargedBytes()).isEqualTo(3 * 4000);
        assertThat(whole.chargedElements())
                .isEqualTo(bucketed.chargedElements())
                .isEqualTo(3 * 1000);
    }

    @Test
    void eachExchangeIsChargedInItsOwnFormatByTheCollectiveOfItsLabel() {
        StepBuilder.ChargedStep step = build(
                Overlap.NONE,
                new Computed(),
                new Updated(),
                averaging("first-moment", Casts.BF16, Release.AFTER_BACKWARD),
                averaging("parameters", Casts.FP32, Release.AFTER_BACKWARD));
        assertThat(step.step().exchanges()).extracting(ExchangeSpec::bytes).containsExactly(2000L, 4000L);
        assertThat(step.step().exchanges())
                .extracting(ExchangeSpec::trainedBytes)
                .containsExactly(20L, 40L);
        assertThat(step.step().exchanges())
                .extracting(ExchangeSpec::collective)
                .containsExactly("ring", "parameter-server");
        assertThat(step.step().exchanges())
                .allSatisfy(exchange -> assertThat(exchange.workers()).containsExactly(0, 1, 2));
        assertThat(step.chargedElements()).isEqualTo(3 * 2000);
    }

    @Test
    void whatIsAwaitedLaterComesFirstAmongTheExchangesAndIsNotAwaitedInItsStep() {
        Exchange fragment =
                averaging("fragment", Casts.FP32, Release.AFTER_BACKWARD).exchange();
        StepBuilder.ChargedStep step = build(
                Overlap.BUCKETED,
                new TrainingEvent.Computed(),
                averaging("gradients", Casts.FP32, Release.DURING_BACKWARD),
                new TrainingEvent.Updated(),
                new TrainingEvent.Awaited(2, 0),
                new Exchanged(fragment, true));
        assertThat(program(step)).isEqualTo("F B(1)(2)(3) -1 -2 -3 U -0@2 +0");
        assertThat(step.step().exchanges().get(0).label()).isEqualTo("fragment");
        assertThat(step.chargedBytes()).isEqualTo(2 * 3 * 4000);
    }
}
