package org.longhaul.topology.unit;

import com.google.auto.service.AutoService;
import java.time.Duration;
import org.longhaul.extension.TextForm;

/** Durations as files have them: {@code 30 ms}. */
@SuppressWarnings("rawtypes") // AutoService cannot name a generic service exactly.
@AutoService(TextForm.class)
public final class DurationForm implements TextForm<Duration> {
    @Override
    public Class<Duration> type() {
        return Duration.class;
    }

    @Override
    public Duration parse(String text) {
        return Durations.parse(text);
    }
}
