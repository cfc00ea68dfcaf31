package org.longhaul.training.model;

/**
 * Attention whose queries, keys and values are made from narrow vectors. Source: DeepSeek-AI, "DeepSeek-V2", 2024.
 *
 * @param queryRank channels of the narrow vector of queries
 * @param keyValueRank channels of the narrow vector of keys and values
 * @param plainWidth channels of a head's query and key that carry no position
 * @param rotaryWidth channels of a head's query and key that carry the position; the key's are shared by all heads
 * @param valueWidth channels of a head's value
 */
public record LatentAttention(int queryRank, int keyValueRank, int plainWidth, int rotaryWidth, int valueWidth) {
    public LatentAttention {
        ModelLimits.count("queryRank", queryRank, ModelLimits.WIDEST);
        ModelLimits.count("keyValueRank", keyValueRank, ModelLimits.WIDEST);
        ModelLimits.count("plainWidth", plainWidth, ModelLimits.WIDEST);
        ModelLimits.count("rotaryWidth", rotaryWidth, ModelLimits.WIDEST);
        ModelLimits.count("valueWidth", valueWidth, ModelLimits.WIDEST);
    }

    /** Weights of one layer with the norms of its narrow vectors. */
    long elements(int width, int heads) {
        long queries = (long) width * queryRank + queryRank + (long) queryRank * heads * (plainWidth + rotaryWidth);
        long narrow = (long) width * (keyValueRank + rotaryWidth) + keyValueRank;
        long keysAndValues = (long) keyValueRank * heads * (plainWidth + valueWidth);
        long output = (long) heads * valueWidth * width;
        return queries + narrow + keysAndValues + output;
    }

    /** Channels that are multiplied over every position: those of a query and of a value, over all heads. */
    long scoredWidth(int heads) {
        return (long) heads * (plainWidth + rotaryWidth + valueWidth);
    }
}
