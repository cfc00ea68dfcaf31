package org.longhaul.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class StableRandomTest {
    /** Recorded from the plain stream on JDK 17; on JDK 25 the plain one goes another way. */
    @Test
    void normalNumbersAreThoseOfJdk17() {
        RandomGenerator random = new StableRandom(77);
        long hash = 0;
        int tail = 0;
        for (int i = 0; i < 4_000_000; i++) {
            double drawn = random.nextGaussian();
            tail += Math.abs(drawn) > 3.6360067 ? 1 : 0;
            hash = 31 * hash + Double.doubleToLongBits(drawn);
        }
        assertThat(tail).isEqualTo(1080);
        assertThat(hash).isEqualTo(-4706136453597360744L);
    }

    @Test
    void allOtherNumbersAreThoseOfItsSource() {
        RandomGenerator plain = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
        RandomGenerator random = new StableRandom(5);
        for (int i = 0; i < 1000; i++) {
            assertThat(random.nextLong()).isEqualTo(plain.nextLong());
            assertThat(random.nextInt()).isEqualTo(plain.nextInt());
            assertThat(random.nextInt(1 + i)).isEqualTo(plain.nextInt(1 + i));
            assertThat(random.nextInt(-i, 1 + i)).isEqualTo(plain.nextInt(-i, 1 + i));
            assertThat(random.nextLong(7)).isEqualTo(plain.nextLong(7));
            assertThat(random.nextDouble()).isEqualTo(plain.nextDouble());
            assertThat(random.nextDouble(2, 3)).isEqualTo(plain.nextDouble(2, 3));
            assertThat(random.nextFloat()).isEqualTo(plain.nextFloat());
            assertThat(random.nextBoolean()).isEqualTo(plain.nextBoolean());
            assertThat(random.nextExponential()).isEqualTo(plain.nextExponential());
        }
    }
}
