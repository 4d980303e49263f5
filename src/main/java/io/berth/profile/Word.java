package io.berth.profile;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A value that is one word of fio's or QEMU's vocabulary, spelled as they spell it. */
public interface Word {

    /** The word as it is written in profiles, results and reports: {@code io_uring}. */
    @JsonValue
    String word();

    /** The constant of {@code type} that is spelled {@code word}. */
    static <E extends Enum<E> & Word> Optional<E> find(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants()).filter(e -> e.word().equals(word)).findAny();
    }

    /** All words of {@code type}, in their declared order. */
    static <E extends Enum<E> & Word> List<String> words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Word::word).toList();
    }
}
