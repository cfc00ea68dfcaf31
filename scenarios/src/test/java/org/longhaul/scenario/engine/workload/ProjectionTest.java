package org.longhaul.scenario.engine.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.section.BucketSize;
import org.longhaul.scenario.section.Overlap;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.GroupElements;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.model.ArchitectureCatalogue;
import org.longhaul.training.model.GroupFlops;
import org.longhaul.training.model.ParameterGroup;

final class ProjectionTest {
    private static List<ParameterGroup> groups(int blocks, long embedding, long block, long head) {
        List<ParameterGroup> groups = new ArrayList<>();
        double share = 1.0 / (blocks + 2);
        groups.add(new ParameterGroup("embedding", embedding, share));
        IntStream.range(0, blocks).forEach(i -> groups.add(new ParameterGroup("block." + i, block, share)));
        groups.add(new ParameterGroup("head", head, share));
        return groups;
    }

    private static Exchange exchange(List<GroupElements> payload) {
        long elements = payload.stream().mapToLong(GroupElements::elements).sum();
        return new Exchange(
                "parameters",
                Exchange.Operation.ALL_REDUCE,
                List.of(0, 1),
                Exchange.NO_ROOT,
                payload,
                Casts.FP32,
                List.of(4 * elements),
                Release.AFTER_BACKWARD);
    }

    private static Exchange whole(List<ParameterGroup> groups) {
        return exchange(groups.stream()
                .map(g -> new GroupElements(g.name(), g.elements()))
                .toList());
    }

    private static long sum(long[] elements) {
        return IntStream.range(0, elements.length).mapToLong(i -> elements[i]).sum();
    }

    /** A block of four times the elements has matrices of twice the sides, whose factors take eight times the operations. */
    @Test
    void factorizationsGrowWithTheCubeOfTheSides() {
        List<ParameterGroup> trained = groups(1, 7, 100, 3);
        List<GroupFlops> flops = List.of(new GroupFlops("block.0", 50));
        Projection same = Projection.onto(trained, trained, 1000);
        Projection larger = Projection.onto(trained, groups(6, 28, 400, 12), 1000);
        assertThat(same.forwardPasses(flops)).isCloseTo(0.05, within(1e-12));
        assertThat(larger.forwardPasses(flops)).isCloseTo(6 * 8 * 0.05, within(1e-12));
        assertThat(larger.from(trained).forwardPasses(flops)).isCloseTo(6 * 8 * 0.05, within(1e-12));
        assertThat(Projection.onto(trained, trained).forwardPasses(flops)).isZero();

        StepEvents events = new StepEvents(
                List.of(new TrainingEvent.Computed(), new TrainingEvent.Factorized(Members.EVERYONE, flops)));
        StepBuilder.Policy policy = new StepBuilder.Policy(
                Overlap.NONE, BucketSize.parse("1 MB"), ExchangeSpec.AUTO, Map.of(), Collectives.withDefaults(), null);
        List<Operation> program = new StepBuilder(larger, policy, BucketChoice::whole)
                .build(events)
                .step()
                .program();
        assertThat(program.subList(2, program.size()).stream().map(each -> ((Compute) each).share()))
                .satisfiesExactly(passes -> assertThat(passes).isCloseTo(2.4, within(1e-12)));
    }

    @Test
    void everythingTrainedChargesEverythingForAnyNumbersOfBlocks() {
        for (String name : ArchitectureCatalogue.names()) {
            List<ParameterGroup> charged = ArchitectureCatalogue.get(name).groups();
            for (int blocks = 1; blocks <= 13; blocks++) {
                List<ParameterGroup> trained = groups(blocks, 7, 11, 3);
                Projection projection = Projection.onto(trained, charged);
                assertThat(sum(projection.elements(whole(trained))))
                        .as(name + " from " + blocks + " blocks")
                        .isEqualTo(ArchitectureCatalogue.get(name).parameters());
            }
        }
    }

    @Test
    void aBlockStandsForItsShareOfBlocks() {
        Projection projection = Projection.onto(groups(3, 1, 10, 1), groups(7, 100, 1000, 50));
        // floor(i 7 / 3): blocks 0 to 1, 2 to 3, 4 to 6.
        assertThat(projection.elements(exchange(List.of(new GroupElements("block.0", 10)))))
                .containsExactly(0, 1000, 1000, 0, 0, 0, 0, 0, 0);
        assertThat(projection.elements(exchange(List.of(new GroupElements("block.2", 10)))))
                .containsExactly(0, 0, 0, 0, 0, 1000, 1000, 1000, 0);
    }

    @Test
    void aPartLargerThanItsWholeIsRefused() {
        Projection projection = Projection.onto(groups(1, 1, 10, 1), groups(2, 100, 1000, 50));
        Exchange exchange = exchange(List.of(new GroupElements("block.0", 11)));
        assertThatThrownBy(() -> projection.elements(exchange))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 11 elements of the group 'block.0', which has 10");
    }

    @Test
    void aPartOfAGroupChargesTheSamePart() {
        Projection projection = Projection.onto(groups(1, 1, 10, 1), groups(2, 100, 1000, 50));
        assertThat(projection.elements(exchange(List.of(new GroupElements("block.0", 3)))))
                .containsExactly(0, 300, 300, 0);
        Projection uneven = Projection.onto(groups(1, 1, 10, 1), groups(2, 100, 1005, 50));
        assertThat(uneven.elements(exchange(List.of(new GroupElements("block.0", 3)))))
                .containsExactly(0, 301, 301, 0);
    }

    @Test
    void aGroupWithoutCounterpartGoesWithTheOneBeforeIt() {
        List<ParameterGroup> charged = new ArrayList<>(groups(2, 100, 1000, 50));
        charged.add(3, new ParameterGroup("router", 7, 0));
        charged.add(0, new ParameterGroup("prefix", 3, 0));
        Projection projection = Projection.onto(groups(1, 1, 10, 1), charged);
        assertThat(projection.elements(exchange(List.of(new GroupElements("block.0", 10)))))
                .containsExactly(0, 0, 1000, 1000, 7, 0);
        assertThat(projection.elements(exchange(List.of(new GroupElements("embedding", 1)))))
                .containsExactly(3, 100, 0, 0, 0, 0);
    }

    @Test
    void bucketsHoldEveryByteInTheOrderOfTheBackwardPass() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<ParameterGroup> groups = groups(1 + random.nextInt(9), 5, 5, 5);
            long[] bytes = random.longs(groups.size(), 0, 1000).toArray();
            long size = 1 + random.nextInt(700);
            List<Buckets.Bucket> buckets = Buckets.of(groups, bytes, size);
            assertThat(buckets.stream().mapToLong(Buckets.Bucket::bytes).sum()).isEqualTo(sum(bytes));
            double before = 0;
            for (int i = 0; i < buckets.size(); i++) {
                assertThat(buckets.get(i).fraction()).isBetween(before, 1.0);
                before = buckets.get(i).fraction();
                if (i < buckets.size() - 1) {
                    assertThat(buckets.get(i).bytes()).isEqualTo(size);
                }
            }
        }
    }

    @Test
    void aBucketIsReleasedWhenItsLastByteIsComputed() {
        // Backward: head, block, embedding, a third each. 90 bytes of head end after a third; half of the block after a
        // half.
        List<Buckets.Bucket> buckets = Buckets.of(groups(1, 5, 5, 5), new long[] {90, 90, 90}, 45);
        assertThat(buckets).hasSize(6);
        for (int i = 0; i < 6; i++) {
            assertThat(buckets.get(i).fraction()).isCloseTo((i + 1) / 6.0, within(1e-12));
        }
    }
}
