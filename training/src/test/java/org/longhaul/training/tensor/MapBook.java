package org.longhaul.training.tensor;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** An address book for members in one process; who looks something up waits for it for twenty seconds at most. */
public class MapBook implements AddressBook {
    private final Map<String, CompletableFuture<byte[]>> values = new ConcurrentHashMap<>();

    private CompletableFuture<byte[]> value(String key) {
        return values.computeIfAbsent(key, unused -> new CompletableFuture<>());
    }

    /** What members have left so far, and what they wait for. */
    public final Set<String> keys() {
        return values.keySet();
    }

    @Override
    public void put(String key, byte[] value) {
        value(key).complete(value);
    }

    @Override
    public byte[] get(String key) {
        return value(key).orTimeout(20, TimeUnit.SECONDS).join();
    }
}
