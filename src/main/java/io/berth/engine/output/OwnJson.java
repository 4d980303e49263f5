package io.berth.engine.output;

import io.berth.engine.result.Effective;
import io.berth.engine.result.IoError;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.OpFigures;
import io.berth.engine.result.VerifyFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the JSON says beyond fio's: by member of a row, exact and unmerged. */
final class OwnJson {

    private OwnJson() {}

    /** The {@code berth} object of a job: one element in {@code members} for each thread. */
    static Map<String, Object> of(Row row) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("members", row.members().stream().map(OwnJson::member).toList());
        return object;
    }

    private static Map<String, Object> member(JobResult member) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", member.job().name());
        object.put("number", member.job().number());
        object.put("start_unix_ns", member.startUnixNs());
        object.put("runtime_ns", member.runtimeNs());
        object.put("usr_cpu_ns", member.userCpuNs());
        object.put("sys_cpu_ns", member.systemCpuNs());
        object.put("voluntary_switches", member.voluntarySwitches());
        object.put("involuntary_switches", member.involuntarySwitches());
        object.put("collections", member.collections());
        object.put("allocated_bytes", member.allocatedBytes());
        object.put("effective", effective(member.effective()));
        object.put("ios_by_second", bySecond(member.ops()));
        object.put("errors", member.errors().stream().map(OwnJson::error).toList());
        object.put("verify", verify(member.verify()));
        object.put("failure", member.failure());
        return object;
    }

    private static Map<String, Object> effective(Effective effective) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("ioengine", effective.ioengine().word());
        object.put("direct", effective.direct());
        object.put("sync", effective.syncFlag());
        object.put("ring_flags", effective.ringFlags());
        object.put("fixed_buffers", effective.fixedBuffers());
        object.put("registered_files", effective.registeredFiles());
        object.put("combined_enter", effective.combinedEnter());
        object.put("align_bytes", effective.alignBytes());
        object.put("pages", effective.pages());
        object.put("fallbacks", effective.fallbacks());
        return object;
    }

    private static Map<String, Object> bySecond(List<OpFigures> ops) {
        Map<String, Object> object = new LinkedHashMap<>();
        ops.forEach(op -> object.put(op.op(), op.secondIos()));
        return object;
    }

    private static Map<String, Object> error(IoError error) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("op", error.op());
        object.put("errno", error.errno());
        object.put("message", error.message());
        object.put("count", error.count());
        object.put("file", error.file());
        object.put("first_offset_bytes", error.firstOffsetBytes());
        return object;
    }

    private static @Nullable Map<String, Object> verify(@Nullable VerifyFigures verify) {
        if (verify == null) {
            return null;
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("blocks", verify.blocks());
        object.put("bad", verify.bad());
        object.put("first_bad", verify.firstBad());
        return object;
    }
}
