package org.longhaul.simulator.collective;

/**
 * What a group exchange achieves, independent of the algorithm that achieves it.
 *
 * <p>The size of an exchange is always that of the whole vector, in bytes: of the input of every rank for
 * {@link #ALL_REDUCE}, {@link #REDUCE}, {@link #REDUCE_SCATTER}, {@link #BROADCAST} and {@link #ALL_TO_ALL}, of the result
 * at every rank for {@link #ALL_GATHER}, of all parts together for {@link #GATHER} and {@link #SCATTER}.
 */
public enum Pattern {
    /** Every rank ends with the sum of all ranks' vectors. */
    ALL_REDUCE,
    /** Rank 0 ends with the sum of all ranks' vectors. */
    REDUCE,
    /** Rank r contributes the r-th part; every rank ends with the concatenation. */
    ALL_GATHER,
    /** Rank r ends with the r-th part of the sum of all ranks' vectors. */
    REDUCE_SCATTER,
    /** Every rank ends with the vector of rank 0. */
    BROADCAST,
    /** Every rank sends its r-th part to rank r. */
    ALL_TO_ALL,
    /** Rank r contributes the r-th part; rank 0 ends with the concatenation. */
    GATHER,
    /** Rank r ends with the r-th part of the vector of rank 0. */
    SCATTER
}
