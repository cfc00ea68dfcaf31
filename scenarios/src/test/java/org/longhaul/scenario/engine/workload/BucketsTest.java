package org.longhaul.scenario.engine.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.training.model.Architecture;
import org.longhaul.training.model.BodyLoop;
import org.longhaul.training.model.DecoderShape;
import org.longhaul.training.model.ParameterGroup;

/** When buckets are full. */
final class BucketsTest {
    private static final Architecture ONCE =
            Architecture.of("four blocks", "a test", DecoderShape.llamaLike(4, 64, 4, 4, 128, 16, 8, true, null));

    private static long[] bytes(List<ParameterGroup> groups) {
        return groups.stream().mapToLong(group -> 4 * group.elements()).toArray();
    }

    /** Each block of the decoder, and what a block's gradients are: one bucket a block, but for the head's few that come first. */
    private static List<Buckets.Bucket> blocks(Architecture architecture) {
        List<ParameterGroup> groups = architecture.groups();
        long[] bytes = bytes(groups);
        bytes[groups.size() - 1] = 0;
        bytes[0] = 0;
        return Buckets.of(groups, bytes, bytes[1]);
    }

    /**
     * Backward a token goes through the head, block 3, the body's later passes, and only then through the pass after which the
     * gradients of blocks 2 and 1 are whole.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aBodysGradientsAreWholeBehindItsFirstPass(int passes) {
        Architecture looped = ONCE.looped(new BodyLoop(1, 1, passes, false));
        double block = ONCE.groups().get(1).flopsShare() * ONCE.forwardFlopsPerToken();
        double head = ONCE.groups().get(5).flopsShare() * ONCE.forwardFlopsPerToken();
        double all = head + (2 + 2 * passes) * block;
        assertThat(looped.forwardFlopsPerToken()).isCloseTo(all, within(1e-6));
        assertThat(bytes(looped.groups())[1]).isEqualTo(bytes(ONCE.groups())[1]);

        List<Buckets.Bucket> buckets = blocks(looped);

        assertThat(buckets).hasSize(4);
        double[] complete = {
            head + block,
            head + block + 2 * (passes - 1) * block + block,
            head + block + 2 * (passes - 1) * block + 2 * block,
            all
        };
        for (int i = 0; i < 4; i++) {
            assertThat(buckets.get(i).bytes()).isEqualTo(bytes(ONCE.groups())[1]);
            assertThat(buckets.get(i).fraction()).isCloseTo(complete[i] / all, within(1e-12));
        }
    }

    /** A bucket that the tail's gradients fill in part waits for those of the body, which are whole later. */
    @Test
    void aBucketThatReachesIntoTheBodyWaitsForItsFirstPass() {
        Architecture looped = ONCE.looped(new BodyLoop(1, 1, 3, false));
        List<ParameterGroup> groups = looped.groups();
        long[] bytes = bytes(groups);
        bytes[groups.size() - 1] = 0;
        bytes[0] = 0;

        Buckets.Bucket first =
                Buckets.of(groups, bytes, bytes[1] + bytes[1] / 2).get(0);

        double head = groups.get(6).flopsShare();
        double block = groups.get(5).flopsShare();
        assertThat(groups.get(4).name()).isEqualTo(DecoderShape.REPEATS);
        assertThat(first.fraction()).isCloseTo(head + block + 4 * block + block / 2, within(1e-12));
    }

    @Test
    void aProjectionChargesALoopNoBytes() {
        Architecture looped = ONCE.looped(new BodyLoop(1, 1, 3, false));
        assertThat(Projection.onto(ONCE.groups(), looped.groups()).chargedElements())
                .isEqualTo(Projection.onto(ONCE.groups(), ONCE.groups()).chargedElements());
        assertThat(Projection.onto(looped.groups(), ONCE.groups()).standingForNothing())
                .isEmpty();
    }
}
