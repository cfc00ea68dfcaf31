package org.longhaul.simulator.network.packet.queue;

import java.util.random.RandomGenerator;
import org.longhaul.extension.PlainNumber;

/** Which packets a wire loses; one instance belongs to one direction of one link. */
public interface LossProcess {

    /** Whether the next packet is lost. */
    boolean loses();

    /** The share of packets that is lost from now on. */
    void lossRate(double lossRate);

    /** Each packet is lost with the same probability, independently of the others. */
    final class Bernoulli implements LossProcess {
        private double lossRate;
        private final RandomGenerator random;

        public Bernoulli(double lossRate, RandomGenerator random) {
            this.lossRate = lossRate;
            this.random = random;
        }

        @Override
        public boolean loses() {
            return random.nextDouble() < lossRate;
        }

        @Override
        public void lossRate(double rate) {
            lossRate = rate;
        }
    }

    /**
     * Losses in bursts: a chain of a good state without loss and a bad one that loses each packet with a given
     * probability; it steps once a packet.
     *
     * @see <a href="https://doi.org/10.1002/j.1538-7305.1963.tb00955.x">E. Elliott, "Estimates of error rates for codes on
     *     burst-noise channels", Bell System Technical Journal 42(5), 1963</a>
     */
    final class GilbertElliott implements LossProcess {
        private double toBad;
        private final double toGood;
        private final double badLossRate;
        private final RandomGenerator random;
        private boolean bad;

        /**
         * @param lossRate long-run share of packets lost
         * @param badPackets mean stay in the bad state, packets
         * @param badLossRate share of packets lost in the bad state, above {@code lossRate}
         */
        public GilbertElliott(double lossRate, double badPackets, double badLossRate, RandomGenerator random) {
            this.toGood = 1 / badPackets;
            this.badLossRate = badLossRate;
            this.random = random;
            lossRate(lossRate);
            this.bad = random.nextDouble() < lossRate / badLossRate;
        }

        @Override
        public void lossRate(double lossRate) {
            if (lossRate >= badLossRate) {
                throw new IllegalArgumentException("The loss rate of a link (" + PlainNumber.of(lossRate)
                        + ") must be below burstLossRate (" + PlainNumber.of(badLossRate) + ").");
            }
            double badShare = lossRate / badLossRate;
            toBad = Math.min(1, toGood * badShare / (1 - badShare));
            bad &= lossRate > 0;
        }

        @Override
        public boolean loses() {
            boolean lost = bad && random.nextDouble() < badLossRate;
            bad = bad ? random.nextDouble() >= toGood : random.nextDouble() < toBad;
            return lost;
        }
    }
}
