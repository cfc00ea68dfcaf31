package org.longhaul.scenario.run;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.longhaul.extension.Registry;
import org.longhaul.training.codec.Codec;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.impl.TypeIdResolverBase;

/** A codec is written under its id; those of the user's jars are found when their ids are read. Thread-safe. */
final class CodecNames extends TypeIdResolverBase {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Class<?>> known = new ConcurrentHashMap<>();

    @Override
    public String idFromValue(DatabindContext context, Object value) {
        return ((Codec) value).id();
    }

    @Override
    public String idFromValueAndType(DatabindContext context, Object value, Class<?> type) {
        return idFromValue(context, value);
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String id) {
        return context.constructType(known.computeIfAbsent(
                id, name -> Registry.<Codec>load("codec", Codec.class).get(name).settingsType()));
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
        return JsonTypeInfo.Id.CUSTOM;
    }
}
