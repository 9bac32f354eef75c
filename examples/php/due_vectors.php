<?php
// Every due of tests/data/dues.tsv, asked and compared:   php due_vectors.php RULES VECTORS
declare(strict_types=1);
require __DIR__ . '/thoihan.php';

[, $rules, $vectors] = $argv;
$t = new Thoihan();
$packs = [];
$agreed = $differed = 0;
foreach (file($vectors, FILE_IGNORE_NEW_LINES) as $line) {
    if ($line[0] === '#') {
        continue;
    }
    [$pack, $duty, $facts, $start] = $expected = explode("\t", $line);
    $packs[$pack] ??= $t->made('tho_pack*', 'tho_pack_open', "$rules/$pack", $t->tho->THO_NTS);
    $due = $t->due($packs[$pack], $duty, $facts === '-' ? null : $facts, $t->time($start));
    $answer = [$t->format('tho_time_format', $due->due), $t->format('tho_time_format', $due->late_from),
        $t->format('tho_day_format', $due->due_day), $due->flags & $t->tho->THO_DEADLINE_PROVISIONAL ? '1' : '0'];
    if ($answer === array_slice($expected, 4)) {
        ++$agreed;
    } else {
        ++$differed;
        fwrite(STDERR, "differs: $line\n");
    }
}
foreach ($packs as $pack) {
    $t->tho->tho_pack_release($pack);
}
echo "$agreed dues agree, $differed differ\n";
exit($agreed > 0 && $differed === 0 ? 0 : 1);
