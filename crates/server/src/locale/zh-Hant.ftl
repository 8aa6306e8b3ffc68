# 報告的詞句。來自日誌的名稱傳入時已可直接顯示。

title = 噪點報告：{ $files }
heading = 噪點報告
skip = 跳到噪點清單
nav = 報告目錄
made = 由 { $program } 於 { $at } 產生。時間依 { $zone } 顯示。

headline = { $journeys } 段旅程，{ $customers } 位客戶，{ $touches } 個觸點，{ $from }至{ $to }
finding-none = { $looked ->
    [0] 這份日誌中還沒有可以判斷的：沒有一個位置與類型的組合達到判斷所需的三十次接觸。統計到的見下文。
   *[other] 共檢查了 { $looked } 個位置與類型的組合，沒有一個能證明造成了傷害。這本身也是結論：檢查過什麼，見下文。
}

range = { $low } 至 { $high }
interval = ({ $range })
times = { $n } 次
and-more = 另有 { $n } 項，見本報告的 JSON 格式。
administrative = 僅結案

# 術語及其說明。

term-sure = 95% 把握
tip-sure = 如果用同樣的方法測量許多份這樣的日誌，100 個這樣的區間裡有 95 個包含真實數值。
term-comparable = 條件相近
tip-comparable = 同一類請求中，本來也可能遇到該噪點、但沒有遇到的旅程。同類相比，才不會把難辦的事誤當成服務差。
term-atleast = 下限
tip-atleast = 噪點依區間的下限排序：即使數字裡有運氣成分，損害也至少有這麼大。
term-confirmed = 已確認
tip-confirmed = 同類相比之後，傷害仍與它相伴，並且在它出現時隨之出現。改善之後傷害是否消失，只有改善能夠說明。
term-associated = 已見關聯
tip-associated = 同類相比之後，傷害仍與它同時出現，且無法用巧合解釋。它是不是原因，要等改掉它、傷害隨之消失，才算證明。
term-suspected = 疑似
tip-suspected = 它耗費客戶的時間。是否還會趕走客戶，這份日誌看不出來。
term-hours-lost = 客戶損失的時間
tip-hours-lost = 客戶因此等待或重複花費的時間，依日曆時間計算。對於等待過久，只計超出平常的部分。
term-q-value = 校正後的 p 值
tip-q-value = 單憑巧合能在多大程度上解釋這一傷害，已依檢查次數校正（Benjamini、Krieger 與 Yekutieli，2006）。數值越小越可靠。

# 噪點類型。

kind-failure = 故障
kind-retry = 重試
kind-loop = 返工
kind-ping-pong = 踢皮球
kind-handoff = 轉手
kind-channel-switch = 換管道
kind-repeat-contact = 重複聯絡
kind-long-wait = 等待過久
kind-abandonment = 中途放棄
kind-dead-end = 死胡同
kind-refused = 被拒
kind-silent-exit = 默默離開
kind-broken-promise = 承諾未兌現
kind-retelling = 重複講述
kind-parrot-reply = 鸚鵡式回覆
kind-expectation-gap = 期望落差

place-journey = 旅程全程
place-owner = { $name }
place-channel = { $name }
place-owners = 經手團隊達 { $n } 個

happens-failure = { $place ->
    [step] 客戶在「{ $name }」遇到故障，沒有得到想要的結果。
    [transition] 從「{ $name }」到「{ $to }」之間出了故障。
    [owner] 由{ $name }負責時出了故障。
    [channel] 在{ $name }管道上出了故障。
    [owners] 經手團隊達 { $n } 個時，途中出了故障。
   *[journey] 客戶在途中遇到故障。
}
happens-retry = { $place ->
    [step] 「{ $name }」失敗或沒有回應，客戶只好馬上再試一次。
    [transition] 從「{ $name }」到「{ $to }」之間，客戶只好馬上重試。
    [owner] 由{ $name }負責時，客戶只好馬上重試。
    [channel] 在{ $name }管道上，客戶只好馬上重試。
    [owners] 經手團隊達 { $n } 個時，客戶只好馬上重試。
   *[journey] 操作失敗或沒有回應，客戶只好馬上重試。
}
happens-loop = { $place ->
    [step] 客戶在同一段旅程裡又走了一遍「{ $name }」。
    [transition] 走完「{ $name }」，客戶又被送回已經走過的「{ $to }」。
    [owner] 由{ $name }負責時，客戶把走過的步驟又走了一遍。
    [channel] 在{ $name }管道上，客戶把走過的步驟又走了一遍。
    [owners] 經手團隊達 { $n } 個時，客戶把走過的步驟又走了一遍。
   *[journey] 客戶把走過的步驟又走了一遍。
}
happens-ping-pong = { $place ->
    [step] 在「{ $name }」，事情又回到已經轉出的團隊手裡。
    [transition] 從「{ $name }」到「{ $to }」之間，事情又回到已經轉出的團隊手裡。
    [owner] { $name }已經把事情轉了出去，結果又轉了回來。
    [channel] 在{ $name }管道上，事情在團隊之間被來回轉派。
    [owners] 事情在 { $n } 個以上的團隊之間被來回轉派。
   *[journey] 事情被來回轉派：又回到已經轉出的團隊手裡。
}
happens-handoff = { $place ->
    [step] 在「{ $name }」，事情被轉給另一個團隊。
    [transition] 從「{ $name }」到「{ $to }」之間，事情被轉給另一個團隊。
    [owner] { $name }把事情轉給了另一個團隊。
    [channel] 在{ $name }管道上，事情被轉給另一個團隊。
    [owners] 一件事先後經過 { $n } 個以上的團隊。
   *[journey] 事情被轉給另一個團隊。
}
happens-channel-switch = { $place ->
    [step] 走完「{ $name }」，客戶只好換一個管道再來。
    [transition] 從「{ $name }」到「{ $to }」之間，客戶只好換管道。
    [owner] 由{ $name }負責時，客戶只好換一個管道再來。
    [channel] 客戶從{ $name }來過之後，只好換一個管道再來。
    [owners] 經手團隊達 { $n } 個時，客戶只好換一個管道再來。
   *[journey] 客戶只好換一個管道再來。
}
happens-repeat-contact = { $place ->
    [step] 客戶在「{ $name }」之後離開，不久又得再來。
    [transition] 走完「{ $name }」和「{ $to }」，客戶不久又得再來。
    [owner] 由{ $name }接待之後，客戶不久又得再來。
    [channel] 透過{ $name }聯絡之後，客戶不久又得再來。
    [owners] 經手團隊達 { $n } 個時，客戶不久又得再來。
   *[journey] 旅程結束了，客戶不久又得再來。
}
happens-long-wait = { $place ->
    [step] 客戶在「{ $name }」被擱置等待。
    [transition] 從「{ $name }」到「{ $to }」，客戶等得遠比平常久。
    [owner] 由{ $name }負責時，客戶等得遠比平常久。
    [channel] 在{ $name }管道上，客戶等得遠比平常久。
    [owners] 經手團隊達 { $n } 個時，客戶等得遠比平常久。
   *[journey] 客戶等得遠比平常久。
}
happens-abandonment = { $place ->
    [step] 客戶在「{ $name }」沒等到服務就放棄了。
    [transition] 從「{ $name }」到「{ $to }」之間，客戶沒等到服務就放棄了。
    [owner] 由{ $name }負責時，客戶沒等到服務就放棄了。
    [channel] 在{ $name }管道上，客戶沒等到服務就放棄了。
    [owners] 經手團隊達 { $n } 個時，客戶沒等到服務就放棄了。
   *[journey] 客戶沒等到服務就放棄了。
}
happens-dead-end = { $place ->
    [step] 旅程停在「{ $name }」，問題沒有解決，之後再無下文。
    [transition] 旅程停在「{ $name }」與「{ $to }」之間，問題沒有解決。
    [owner] 旅程停在{ $name }手裡，問題沒有解決，之後再無下文。
    [channel] 旅程停在{ $name }管道，問題沒有解決，之後再無下文。
    [owners] 經手團隊達 { $n } 個，問題仍沒有解決，旅程就此停住。
   *[journey] 問題沒有解決，旅程就此停住，之後再無下文。
}
happens-refused = { $place ->
    [step] 客戶在「{ $name }」被拒絕。
    [transition] 從「{ $name }」到「{ $to }」之間，客戶被拒絕。
    [owner] { $name }拒絕了客戶。
    [channel] 在{ $name }管道上，客戶被拒絕。
    [owners] 經手團隊達 { $n } 個時，客戶被拒絕。
   *[journey] 客戶被拒絕。
}
happens-silent-exit = { $place ->
    [step] 走完「{ $name }」，問題沒有解決，客戶一言不發地離開，再沒有出現。
    [transition] 走完「{ $name }」和「{ $to }」，客戶一言不發地離開，再沒有出現。
    [owner] 由{ $name }接待之後，問題沒有解決，客戶一言不發地離開，再沒有出現。
    [channel] 透過{ $name }聯絡之後，問題沒有解決，客戶一言不發地離開，再沒有出現。
    [owners] 經手團隊達 { $n } 個時，客戶一言不發地離開，再沒有出現。
   *[journey] 問題沒有解決，客戶一言不發地離開，再沒有出現。
}
happens-broken-promise = { $place ->
    [step] 在「{ $name }」作出的承諾沒有按時兌現。
    [transition] 從「{ $name }」到「{ $to }」之間作出的承諾沒有按時兌現。
    [owner] { $name }作出的承諾沒有按時兌現。
    [channel] 在{ $name }管道上作出的承諾沒有按時兌現。
    [owners] 經手團隊達 { $n } 個時，承諾沒有按時兌現。
   *[journey] 承諾沒有按時兌現。
}
happens-retelling = { $place ->
    [step] 客戶在「{ $name }」不得不把事情再講一遍。
    [transition] 從「{ $name }」到「{ $to }」之間，客戶不得不把事情再講一遍。
    [owner] 客戶不得不向{ $name }把事情再講一遍。
    [channel] 在{ $name }管道上，客戶不得不把事情再講一遍。
    [owners] 經手團隊達 { $n } 個時，客戶不得不把事情再講一遍。
   *[journey] 客戶不得不把事情再講一遍。
}
happens-parrot-reply = { $place ->
    [step] 在「{ $name }」再次提問的客戶得到同樣的回覆。
    [transition] 從「{ $name }」到「{ $to }」之間，再次提問的客戶得到同樣的回覆。
    [owner] { $name }對再次提問的客戶給出同樣的回覆。
    [channel] 在{ $name }管道上，再次提問的客戶得到同樣的回覆。
    [owners] 經手團隊達 { $n } 個時，再次提問的客戶得到同樣的回覆。
   *[journey] 再次提問的客戶得到同樣的回覆。
}
happens-expectation-gap = { $place ->
    [step] 客戶在「{ $name }」得到的不如當初說的。
    [transition] 從「{ $name }」到「{ $to }」之間，客戶得到的不如當初說的。
    [owner] 客戶在{ $name }得到的不如當初說的。
    [channel] 在{ $name }管道上，客戶得到的不如當初說的。
    [owners] 經手團隊達 { $n } 個時，客戶得到的不如當初說的。
   *[journey] 客戶得到的不如當初說的。
}

# 結果。

result-reopened = 重新開啟
result-sla-broken = 超過約定時限
result-churned = 客戶流失
result-returned = 退貨或退款
result-complained = 客訴
result-low-rating = 低分評價
came-reopened = 被重新開啟
came-sla-broken = 超過約定時限
came-churned = 失去客戶
came-returned = 以退貨或退款收場
came-complained = 引來客訴
came-low-rating = 得到低分評價
outcome-failed = 失敗
outcome-refused = 被拒絕
outcome-abandoned = 已放棄
outcome-waiting = 被擱置

# 噪點的句子。

rate-journeys = 在可能遇到它的 { $exposed } 段旅程中，有 { $affected } 段遇到了：{ $rate }（{ $sure }：{ $range }）。
rate-endings = 在可能跟著它的 { $exposed } 次結束中，有 { $affected } 次跟著它：{ $rate }（{ $sure }：{ $range }）。
effect = 遇到它的旅程{ $came }的頻率，是{ $comparable }卻沒有遇到者的 { $times } 倍（{ $sure }：{ $range }）。
effect-only = 遇到它的旅程會{ $came }；{ $comparable }卻沒有遇到者幾乎從不如此（{ $sure }：至少 { $low } 倍）。
damage-journeys = 如果它就是原因，至少有 { $low } 段旅程本不會受到傷害。最佳估計 { $best } 段（{ $sure }：{ $range }）。
damage-hours = 至少耗費了客戶 { $low }的時間。最佳估計 { $best }（{ $sure }：{ $range }）。
life-cost = { $result ->
    [hours] 我們有 { $sure }：{ $span ->
        [year] 每年
       *[log] 在這份日誌的時段內
    }耗費客戶 { $low } 至 { $high } 小時。
    [churned] 我們有 { $sure }：如果它就是原因，{ $span ->
        [year] 每年
       *[log] 在這份日誌的時段內
    }因此失去 { $low } 至 { $high } 位客戶。
   *[other] 我們有 { $sure }：如果它就是原因，{ $span ->
        [year] 每年
       *[log] 在這份日誌的時段內
    }因此多出 { $low } 至 { $high } { $result ->
        [complained] 起客訴
        [reopened] 次重新開啟
        [returned] 次退貨或退款
        [low-rating] 個低分評價
       *[other] 次逾時
    }。
}
life-told = 這些客戶中，每 { $of } 位就有 { $silent } 位從未告訴你（{ $sure }：{ $range }）。
life-told-share = 這些客戶中有 { $share } 從未告訴你（{ $sure }：{ $range }）。
life-told-nobody = 這些客戶沒有一位告訴過你。
life-onset-harm = 它大約在{ $day }前後出現或加重，傷害隨之上升：是原本水準的 { $times } 倍（{ $sure }：{ $range }）。
life-onset-alone = 它大約在{ $day }前後出現或加重；傷害是否隨之上升，尚不確定。
life-stage = 所處階段：{ $stage }。
formulas-open = 這些數字怎麼來的，依據哪些假設
formula-of-rate = 發生率
formula-rate = { $affected } ÷ { $exposed } = { $rate }。區間：Wilson（1927）。
formula-of-effect = 影響
formula-effect = 遇到者的風險 − 條件相近卻沒有遇到者的風險 = { $difference }（{ $range }）；遇到的旅程 { $with } 段，沒有遇到的 { $without } 段；依區隔、季度和時刻分層（Mantel 與 Haenszel 1959），並扣除後來才遇到者帶來的傷害（Bloom 1984）。區間由每次去掉一組客戶得出。
formula-damage = 在受到傷害之前遇到它的旅程 × { $difference } = { $damage }。兩端取自影響的區間。
formula-hours = 超出平常的等待與重複花費的時間相加：{ $damage } 小時。
formula-of-yearly = 一年
formula-yearly = { $damage } × 365.25 天 ÷ 日誌的 { $days } 天 = { $yearly }
formula-of-told = 從未開口者
formula-told = （{ $affected } − 客訴的 { $complained }）÷ { $affected } = { $share }。區間：Wilson（1927）。
formula-of-onset = 起始時間
formula-onset = 發生率跳升最大的一週：{ $score } 個標準誤。此後來到這裡的全部旅程所受傷害，由卜瓦松迴歸在趨勢與季節之外估計，與原本水準之比 = { $harm }（{ $range }）。
assumption = 假設：
assume-cause = 遇到者與條件相近者再無其他差別。若有看不見的共同原因，它必須使兩者都達到 { $times } 倍，才能解釋掉這一影響（E 值，VanderWeele 與 Ding 2017）。
assume-later = 它對後來才遇到者的影響與對其他人相同，而且在它的位置上沒有別的問題取而代之。
assume-pace = 一年照這份日誌的節奏繼續。
assume-told = 客訴過的客戶在這份日誌中都有標記；在別處的客訴算作沉默。

noise-nav = 噪點
noise-heading = 痛在哪裡：從最嚴重的開始
noise-lead-harm = 共檢定了 { $looked } 個「位置 × 類型 × 結果」的組合，其中 { $points } 個是噪點。依損害的{ $sure }排序。清單中預計最多有 { $share } 是碰巧入選的。
noise-lead-hours = { $points } 個噪點。這份日誌沒有記錄客訴、重新開啟之類的結果，無法從中得知傷害（可做的檢定 { $looked } 次，允許誤報 { $share }），因此依客戶損失時間的{ $sure }排序。
noise-lead-unproven = { $points } 個噪點。{ $looked } 次檢定都未能證明某處會導致客訴、重新開啟之類的結果（允許誤報 { $share }），因此依客戶損失時間的{ $sure }排序。
noise-more = 其餘 { $n } 個噪點
fact-damage = 損害
fact-trend = 逐月走勢
fact-owner = 負責單位
fact-customers = 受影響的客戶
fact-times = 總次數
trend = { $from }至{ $to }：首月 { $first }，末月 { $last }，最差的一月 { $most }
trend-month = { $month }：{ $exposed } 段中有 { $affected } 段，{ $rate }
evidence = 查看 { $all } 段旅程中的 { $n } 段
evidence-journey = 旅程 { $name }：{ $touches } 個觸點，歷時 { $span }
evidence-skipped = 略去 { $n } 個觸點
evidence-wait = { $span }之後
evidence-here = 噪點在此

# 水線。

waterline-heading = 水線：浮在上面的與沉在下面的
waterline-above = 水線之上：日誌自己記錄下來的
waterline-below = 水線之下：客戶一路上實際經歷的
waterline-nothing-shows = 沒有。這份日誌沒有記錄旅程的結果。
waterline-spoke = 客戶表達了不滿
waterline-silent = 不滿卻一言不發（估算）
waterline-estimate = 不滿卻一言不發：約 { $silent } 段旅程，95% 的把握在 { $range } 之間，依據：{ $road }。
waterline-caption = 佔旅程的比例，刻度止於 { $scale }。噪點的比例以可能遇到它的旅程為基數。細線是有 95% 把握的區間。

# 旅程地圖。

map-nav = 旅程地圖
map-heading = 旅程地圖
map-lead = 每個方框是一個步驟，線條指向接下來發生的事。線越粗，走的次數越多；顏色越暖，噪點在那裡造成的損害越大。圓圈裡的數字是噪點編號。
map-hint = 指向某個步驟或線條，或用方向鍵移動，即可看到它的數字。
map-more = 顯示更多線條
map-shown = 顯示 { $all } 條線中的 { $shown } 條：進出每個步驟的主要路徑，以及其餘最常走的
map-calm = 平靜
map-noisy = 嘈雜
map-start = 開始
map-end = 結束
map-journeys = { $n } 段旅程
map-left-out = 最少見的 { $n } 個步驟沒有畫出。
map-step = { $name }：{ $journeys } 段旅程（佔 { $share }），{ $touches } 個觸點，其中 { $repeats } 個是重複。
map-noise = 噪點：{ $points }。
map-transition = { $from } → { $to }：{ $count } 次，{ $customers } 位客戶。一半在 { $p50 }以內，九成在 { $p90 }以內。
map-starts = { $n } 段旅程從「{ $name }」開始。
map-ends = { $n } 段旅程在「{ $name }」結束。
map-administrative = 這只是給已解決的事情結案，客戶並不在等。
map-table = 以表格查看
table-from = 從
table-to = 到
table-count = 次數
table-customers = 客戶
table-p50 = 一半在此以內
table-p90 = 九成在此以內
table-p99 = 99% 在此以內
table-journeys = 旅程
table-ended = 停在此處
table-kind = 類型
table-place = 位置
table-affected = 受影響
table-rate = 比例
table-ratio = 倍數
table-q = 校正 p 值
table-reason = 原因
table-rows = 列數
table-definition = 如何認定
table-unit = 計數單位
table-exposure = 哪些可能遇到
table-damage-journeys = 傷害（段）≥
table-damage-hours = 損失小時 ≥

# 等待。

waits-nav = 等待
waits-heading = 時間花在哪裡
waits-lead = 客戶花時間最多的幾段路。依日曆時間計算，夜間與週末都算在內。
waits-say = 一半在 { $p50 }以內，九成在 { $p90 }以內，百分之九十九在 { $p99 }以內
waits-closing = 全部耗時中有 { $share } 落在「已解決」到「行政結案」之間。這段時間客戶並不在等，因此不計入任何噪點。
waits-caption = 深色標記是中位數；寬帶到九成為止，細帶到百分之九十九為止。刻度逐級成倍放大。分位數誤差在 { $error } 以內。

# 路徑。

ways-nav = 走法
ways-heading = 旅程的各種走法
ways-lead = 共有 { $different } 種不同的走法，其中 { $single } 種只有一段旅程走過。最常見的 { $shown } 種佔全部旅程的 { $share }。
ways-longer = …… 共 { $n } 步
ways-starts = 旅程從哪裡開始
ways-ends = 旅程在哪裡結束

# 死胡同。

dead-ends-nav = 死胡同
dead-ends-heading = 進去就出不來的步驟
dead-ends-unknown = 這份日誌裡沒有表示「已解決」或「已關閉」的步驟，無法判斷哪些步驟走不通。請在欄位對應中指明這樣的步驟。
dead-ends-none = 沒有：從旅程在解決之前到達的每一個步驟出發，都有旅程走到過「{ $goals }」。
dead-ends-lead = 從這些步驟出發，從未有旅程走到過「{ $goals }」。有 { $journeys } 段旅程停在那裡。
dead-ends-state = 沒有出口的步驟
dead-ends-entries = 入口在這裡。以下各段路之後缺少一個出口：

# 未發現的。

passed-nav = 未發現
passed-heading = 檢查過但沒有發現的
passed-lead = 共做檢定 { $looked } 次；列出噪點 { $listed } 個，未列出的位置與類型 { $passed } 個。
passed-open = 查看未列出的 { $n } 項及原因
passed-too-few = 旅程太少，無法判斷
passed-no-harm = 傷害不超過巧合
passed-better = 遇到它的旅程反而更好
passed-no-match = 沒有條件相近卻未遇到的旅程
told-last = { $results }：多數旅程在最後一個觸點才記錄這項結果。損害可能更早發生，其間出現的現象可能是後果而不是原因。
passed-time-only = 它耗費時間，但這份日誌看不出它在單一地點造成的後果。
passed-twin = 與清單中某個更具體的噪點是同一批旅程
blind-heading = 這份日誌看不出來的，以及需要補充的欄位
needs-failure = 每個觸點的結果：成功、失敗、拒絕、放棄。
needs-retry = 每個觸點的結果，並能看出失敗。
needs-loop = 一段旅程裡不止一個觸點。
needs-ping-pong = 由誰負責：團隊、小組或部門一欄。
needs-handoff = 由誰負責：團隊、小組或部門一欄。
needs-channel-switch = 每個觸點的管道：電話、網頁、聊天、門市等。
needs-repeat-contact = 每個觸點由誰發起：客戶還是公司（方向）。
needs-long-wait = 每個觸點的時間。
needs-abandonment = 每個觸點的結果，並能看出誰放棄了。
needs-dead-end = 表示「已解決」或「已關閉」的步驟。
needs-refused = 每個觸點的結果，並能看出拒絕。
needs-silent-exit = 表示「已解決」或「已關閉」的步驟，以及客戶是誰。
needs-broken-promise = 說了什麼：一欄文字，或作出承諾的觸點上的 promise_due。
needs-retelling = 說了什麼：一欄文字。
needs-parrot-reply = 說了什麼：一欄文字，以及每個觸點由誰發起（方向）。
needs-expectation-gap = 說了什麼：一欄文字；或交付觸點上的 offered 與 delivered。
terminal-blind = 這份日誌看不出來的：{ $kinds }。

# 計算方法。

method-nav = 計算方法
method-heading = 這些數字是怎麼算出來的
method-clock = 等待依日曆時間計算：夜間、週末和例假日都算在內。時間依 { $zone } 顯示。
method-closing = 從「已解決」到「行政結案」的時間佔全部耗時的 { $share }（中位數 { $p50 }）。這段時間客戶並不在等，因此已從所有等待和噪點中扣除。
method-no-closing = 這份日誌裡沒有可認作行政結案的步驟，因此觸點之間的時間全部算作等待。
method-phases = 表示規劃或開始的列不是客戶的觸點，只有完成才算。地圖與其他事件日誌工具一樣，對所有列計數。
method-matching = 至少有 { $least } 段旅程可能遇到時，才對該位置與類型做檢定。遇到的旅程與同一類別中可能遇到卻沒有遇到的旅程相比（Mantel 與 Haenszel，1959）。同一位客戶的旅程不視為彼此獨立。只計結果出現之前的噪點。
method-discovery = 看得多了，總會碰巧看到些什麼。在全部 { $looked } 次檢定中，誤報的預期比例控制在 { $share }（Benjamini、Krieger 與 Yekutieli，2006）。比例的區間採用 Wilson 區間（1927）。
method-damage = 損害是比條件相近的旅程多出來的受害旅程數；日誌沒有結果時，則為客戶損失的小時數。區間有 95% 把握，依下限排序。
method-cause = 與傷害同時出現，不等於造成傷害。每個噪點都是有證據的懷疑；改掉它、傷害隨之消失，才算證明。
method-ties = { $touches } 個觸點中有 { $ties } 個與前一個同時發生，依來源的順序排列。
method-kinds = 各類噪點如何認定
method-words = 術語
method-import = 讀取了什麼
import-read = { $files }：{ $touches } 個觸點，略去重複 { $duplicates } 個，退回 { $rejected } 列。
import-rejected = 被退回的列及原因
import-rejected-file = 列號與改法列在 { $file } 中。
import-mapping = 欄位對應：哪一欄當作什麼
import-mapping-guessed = Waterline 猜測的欄位對應：哪一欄當作什麼

unit-journeys = 旅程
unit-endings = 旅程或聯絡的結束
means-failure = 觸點以失敗告終，或步驟名稱本身表示失敗。損失的時間：到下一個觸點為止，最多一天。
means-retry = 某一步失敗、被放棄或沒有回應後，{ $retry }內又做同一步。損失的時間：自失敗那次起。
means-loop = 同一段旅程中再次來到同一步驟。損失的時間：自上一次到訪起。
means-ping-pong = 旅程回到曾經轉出它的負責單位（甲—乙—甲，或繞得更遠）。損失的時間：自該負責單位轉出起。
means-handoff = 負責單位改變。損失的時間：自前一負責單位的最後一個觸點起。
means-channel-switch = 客戶的下一次聯絡在 { $switch }內換了管道。損失的時間：兩次聯絡之間。
means-repeat-contact = 客戶在 { $repeat }內再次聯絡；相隔不超過 { $gap }的觸點算同一次聯絡。損失的時間：兩次聯絡之間。
means-long-wait = 等待超過這段路自身等待的 Tukey 上柵欄（取對數，不低於九成分位；出現 { $least } 次以上的路段），或客戶被擱置。損失的時間：超出中位數的部分，或到下一個觸點為止。
means-abandonment = 客戶沒等到服務就離開。損失的時間：之前的等待。
means-dead-end = 旅程未解決就結束，{ $silence }內再無動靜。損失的時間：這段沉默。
means-refused = 公司說了「不」。損失的時間：之前的等待。
means-silent-exit = 客戶的旅程未解決就結束，沒有客訴，{ $silence }內再沒有出現。
means-broken-promise = 公司承諾在某時之前辦到的事沒有按時辦到：既沒有辦這件事的觸點，也沒有解決。損失的時間：從承諾的時間到下一個觸點。
means-retelling = 客戶把同一旅程中說過的話又說了一遍。損失的時間：處理它的時間。
means-parrot-reply = 客戶再次提問時得到此前給過的同樣回覆。損失的時間：到下一個觸點，最多一天。
means-expectation-gap = 得到的少於所承諾提供的：觸點表明交付的少於提供的（數字少一成以上，其他內容不一致），或客戶這樣說。損失的時間：處理它的時間。
exposed-failure = 到過該步驟的旅程
exposed-retry = 到過該步驟的旅程
exposed-loop = 到過該步驟的旅程
exposed-ping-pong = （由該負責單位）至少轉出過一次的旅程
exposed-handoff = 有（該）負責單位的旅程
exposed-channel-switch = 用過該管道的旅程
exposed-repeat-contact = 結束得足夠早、能夠繼續觀察的
exposed-long-wait = 走過這段路或到過該步驟的旅程
exposed-abandonment = 到過該步驟的旅程
exposed-dead-end = （到過該步驟）且結束得足夠早、能夠繼續觀察的旅程
exposed-refused = 到過該步驟的旅程
exposed-silent-exit = 結束得足夠早、能夠繼續觀察的
exposed-broken-promise = 在該處得到有期限的承諾、且期限已過的旅程
exposed-retelling = 客戶在該處發言、且此前已發過言的旅程
exposed-parrot-reply = 在該處得到回覆、且此前已得到過回覆的旅程
exposed-expectation-gap = 在該處有提供與交付紀錄、或客戶在該處發言的旅程

## 命令列

cli-import-preview = { $file } 將按 { $format } 格式、以下列對應讀取：
cli-import-mapping-guessed = 這是 Waterline 推測的對應；用 --save-map 檔案 儲存，改好後用 --map 檔案 使用：
cli-import-mapping-used = 所用的對應：
cli-import-done = 新增觸點 { $touches } 個，屬於 { $journeys } 段旅程、{ $customers } 位客戶；另有 { $duplicates } 個先前已有。
cli-import-span = 時間從 { $from } 到 { $to }。
cli-import-rejected = 有 { $rows } 列未能收入，列號、原因和改法列在 { $file }。
cli-import-refused = 有 { $rows } 列未收入。{ $file }
cli-flow-can-resolve = 客戶可能到達的每個狀態，都有路通向解決。
cli-flow-cannot-resolve = 客戶可能落入無路通向解決的狀態。
cli-flow-dead-ends = 死路：{ $states }
cli-flow-entries = 客戶從這裡落入：{ $states }
cli-flow-livelock = 客戶可能在其間無止境地兜圈：{ $states }
cli-flow-can-force = 無論公司怎麼做，客戶在每個狀態都能促成解決。
cli-flow-cannot-force = 在有些狀態，客戶無法自己促成解決。
cli-flow-run-around = 有出路，但要公司願意才走得通：{ $states }
cli-flow-too-far = 從這些狀態到解決，接觸次數過多：{ $states }
cli-flow-exits = 建議增加的出路，最有用的在前：{ $states }
cli-graph = { $touches } 個觸點，{ $journeys } 段旅程：{ $variants } 種走法，{ $pairs } 種轉移，{ $repeats } 次重複步驟。從首個觸點到末個觸點的中位時長為 { $median }。
cli-clock = 等待按日曆時間計：夜間與週末計算在內。
cli-from = 從
cli-to = 到
cli-count = 次數
cli-customers = 客戶
cli-median = 等待中位數
cli-variants = { $journeys } 段旅程有 { $variants } 種走法，其中 { $single } 種只出現過一次。
cli-id = 編號
cli-thread = 事由
cli-customer = 客戶
cli-touches = 觸點
cli-affected = 受影響
cli-compared = 參與比較
cli-times = 次數
cli-lost = 損失時間
cli-first = 首個
cli-last = 末個
cli-no-journey = 沒有旅程 { $name }；用 `waterline journeys` 查看清單
cli-time = 時間
cli-after = 間隔
cli-step = 步驟
cli-channel = 管道
cli-owner = 負責方
cli-outcome = 結果
cli-text = 內容
cli-page-lies = 報告在 { $path }，請用瀏覽器開啟。
cli-undone = 決定 { $number } 已撤銷。
cli-no-customer = 沒有查到客戶。姓名和編號按開頭比對。
cli-known-by = 身分
cli-seen-with = 同見
cli-joined-seen = 曾與 { $with } 同時出現（{ $source } 的觸點 { $touch }）
cli-joined-decided = 經決定 { $number } 與 { $with } 合併
cli-shared = （多人共用，不據此合併）
cli-is-undone = （已撤銷）
cli-verdict-join = 合併
cli-verdict-split = 分開
cli-erase-sure = 將永久刪除 { $touches } 個觸點以及 { $known } 的一切已知資訊。確定嗎？請回答 是，或使用
cli-erase-not = 沒有刪除任何內容
cli-erase-later = 刪除已登記，此人的觸點不再收入，但舊觸點尚未刪盡；`waterline doctor` 會說明原因，系統會自行重試
cli-erased = 已刪除，含 { $touches } 個觸點。先前的備份在刪除之前仍留有這些內容。
cli-exported = 已將 { $touches } 個觸點寫入 { $file }。
cli-backed-up = 已備份到 { $place }（{ $segments } 個封存檔）。
cli-restored = 已還原，共 { $touches } 個觸點。
cli-doctor = { $touches } 個觸點，其中 { $waiting } 個尚未封存；{ $segments } 個封存段，共 { $megabytes } MB。
cli-orphans = 有 { $files } 個檔案是中斷的程序留下的，無害，會自行清除。
cli-healthy = 一切正常。
cli-unhealthy = 有損壞或停滯，見上。損壞請還原最近的備份；工作停滯請用 --retry-jobs。
cli-simulated = { $journeys } 段旅程的 { $touches } 個觸點已寫入 { $log }。
cli-simulated-truth = 真相在 { $file }：{ $points } 個噪點，{ $decoys } 個假象。
cli-evaluated = 噪點報告已與 { $worlds } 家模擬公司的真相對照：每家 { $customers } 名客戶，共 { $touches } 個觸點。評判依據是它關於客戶流失的結論。
evaluated-ranking = 排序方法
evaluated-ours = Waterline
evaluated-apart = Waterline（從未據以調整的公司）
evaluated-by-count = 按發生次數
evaluated-uncorrected = 逐項 5 % 顯著，未校正
evaluated-recall = 大噪點找到
evaluated-recall-all = 全部找到
evaluated-false = 誤報
evaluated-worst = 最差誤報
evaluated-spearman = 次序
evaluated-oracle = 事先知道地點的人能找到其中的 { $oracle }。95 % 區間有 { $covered } 包含真實傷害。
evaluated-proofs = 真正有效的修復有 { $worked } 得到證明，無效的有 { $decoys }。95 % 區間有 { $spared } 包含修復所免除的旅程數，{ $silent } 包含沉默的不滿者人數。

## 追蹤中的噪點，以及改善是否有效

stage-suspected = 疑似
stage-associated = 有關聯
stage-confirmed = 已確認
stage-assigned = 已分派
stage-changed = 已改善
stage-proved = 已證實有效
stage-not-proved = 未證實有效
stage-came-back = 復發
points-none = 還沒有追蹤任何噪點。--track 會把噪點報告中的噪點納入追蹤。
points-stage = 階段
prove-head = { $kind }，{ $place }，{ $day }前後（前 { $before } 週，後 { $after } 週）。
prove-proved = 改善有效。
prove-not-proved = 無法證明改善有效。
prove-too-early = 現在判斷改善是否有效還為時過早。
prove-stays = 此前已證實有效，目前沒有跡象顯示復發。
prove-came-back = 此前已證實有效，現在復發了。
prove-step = 改善時發生率下降，超出趨勢和偶然所能解釋的程度，而其他日期幾乎看不到同樣的下降。
prove-no-step = 改善時的發生率沒有下降到超出趨勢和偶然所能解釋的程度。
prove-other-dates = 其他日期也出現同樣大的下降，因此不一定是改善的作用。
prove-unsure = 可能真的少了很多，也可能只是碰巧：資料太少，無法區分。
prove-few-after = 改善之後至少需要 { $weeks } 週的資料。
prove-few-before = 改善之前至少需要 { $weeks } 週的資料，其中不含最後 { $run } 週。
prove-rare = 改善之前遇到的次數少於 { $hits } 次，太少，無法判斷。
prove-rates = 此後，可能遇到的旅程中有 { $after } 實際遇到；若不改善，應為 { $unfixed }。變化：{ $change }（95% 把握：{ $low } 至 { $high }）。
prove-spared = 因此有 { $journeys } 段旅程免於此事（95% 把握：{ $range }），約 { $customers } 位客戶（{ $customers_range }），節省客戶時間 { $hours } 小時（{ $hours_range }）。
prove-guards-trend = 改善前的 { $run } 週不計入，因為極端時期會自行結束；已考慮趨勢。另外 { $dates } 個日期中，有 { $stronger } 個出現同樣大的下降。
prove-guards-season = 改善前的 { $run } 週不計入，因為極端時期會自行結束；已考慮趨勢和季節。另外 { $dates } 個日期中，有 { $stronger } 個出現同樣大的下降。
prove-watch = 證實之後已觀察 { $weeks } 週：{ $rate } 遇到此事，證實結果允許的上限為 { $limit }。這項檢定可以隨時重複。
prove-milder = 遇到它的頻率與以前相同，但此後傷害減輕：遇到它的客戶中有 { $after } 離開或受到傷害；若不改善，應為 { $unfixed }。變化：{ $change }（95% 把握：{ $low } 至 { $high }）。
prove-milder-too = 此外，它對仍然遇到者的傷害也減輕了：{ $after }，原本應為 { $unfixed }。變化：{ $change }（95% 把握：{ $low } 至 { $high }）。
prove-part = 只治好了一部分：問題消除了 { $low } 至 { $high }（95% 把握）。
prove-kept = 因此約有 { $customers } 位客戶{ $harm ->
    [left] 沒有離開
   *[other] 沒有受到傷害
}（95% 把握：{ $range }）。
prove-money = 按每位客戶 { $value } 計，價值 { $money }（95% 把握：{ $range }）。假設：留下的客戶值這麼多。
prove-no-money = 價值多少無法得知：日誌沒有說明誰離開了。

# 冰山。

iceberg-lead = 共 { $journeys } 段旅程，其中 { $surfaced } 段客戶表達了不滿（{ $lists }）。
iceberg-lead-nobody = 共 { $journeys } 段旅程，日誌中沒有一段記錄客戶表達了不滿。
iceberg-none = 這份日誌看不出有多少客戶不滿卻一言不發；缺少什麼見下文。
iceberg-silent = 另有約 { $best } 段旅程的客戶不滿卻一言不發：95% 的把握在 { $range } 之間（依據：{ $road }），佔全部 { $all } 段不滿旅程的 { $share }。
iceberg-at-least = 計入偶然誤差，至少 { $low } 段，無論客戶開口的傾向如何不同（除非一份名單替代了另一份）；這一下限本身的估計值為 { $least } 段。
iceberg-road = 估算依據
iceberg-count = 沉默
iceberg-agree = 各項估算一致：彼此差異不超出偶然。
iceberg-disagree = 各項估算互相矛盾：至少有一項假設在這裡不成立，哪一項都不能當作定論。
iceberg-one = 只有一項估算，沒有其他依據可以印證。
iceberg-missing = 無法按{ $road }估算：{ $lacks }
iceberg-slider = 如果上了一份名單會使上另一份名單的勝算變為 φ 倍，沉默的旅程數為：{ $values }。φ 無法由資料得知；大於 1 表示開口一次的人往往會再開口。
iceberg-models = 名單之間有 { $models } 種相依方式與資料同樣相符；僅因選擇不同，沉默的旅程數就在 { $range } 之間變動。
iceberg-nobody = 以上都是旅程的計數，不能據此認定某一位沉默的客戶不滿意。
road-lists = 名單重疊
road-survey = 問卷加權
road-exit = 超額流失
assumes-lists = 名單重疊假設：主動客訴的客戶在被問到時打低分的可能性，與其他不滿的客戶相同。若開過口的人更容易再開口，這個數字偏低，見下文 φ。
assumes-survey = 問卷加權假設：在客群、管道、遇到的麻煩以及是否客訴都相同的客戶中，答卷的與沒有答卷的相似。若不滿者比相似的客戶更願意作答，這個數字偏高，日誌再大也無濟於事：區間只反映偶然誤差。
assumes-exit = 超額流失假設：遇到麻煩而沉默的客戶，要麼像已知不滿的客戶那樣離開，要麼像未遇麻煩的同類客戶那樣離開；只計遇到麻煩的客戶。若麻煩也趕走了並不在意的客戶，這個數字偏高，日誌再大也無濟於事：區間只反映偶然誤差。
list-front-line = 一線客訴
list-head-office = 總部客訴
list-review = 公開評價
list-low-rating = 低分
list-returned = 退貨
lacks-second-list = 有人的名單不足兩份；日誌需要客訴（results.complained）、評分（results.rating）、退貨（results.returned）中的兩項。
lacks-no-overlap = 沒有人同時在兩份名單上，請選取更長的時間。
lacks-ratings = 日誌沒有評分（results.rating）。
lacks-few-ratings = 評分太少，無法加權，請選取更長的時間。
lacks-leaving = 日誌沒有記錄客戶是否離開（results.churned）。
lacks-groups = 沒有人遇到麻煩，或沒有人倖免，或遇到麻煩的人都沒有開口。
lacks-not-apart = 已知不滿的客戶並不比別人更常離開，因此離開與否在這裡說明不了什麼。
damage-heading = 代價：模型的每個數字及其來源
damage-number = 數字
damage-value = 數值
damage-basis = 來源
basis-measured = 本日誌測得
basis-published = 文獻：{ $source }
basis-assumed = 假設
number-customers = 旅程
number-problem-rate = 不滿
number-complaint-rate = 其中客訴
number-satisfied-complainants = 對答覆滿意
number-mollified-complainants = 被答覆安撫
number-loyal-without-a-problem = 無問題者留下
number-loyal-when-satisfied = 滿意者留下
number-loyal-when-mollified = 被安撫者留下
number-loyal-when-dissatisfied = 不滿者留下
number-loyal-when-silent = 沉默者留下
number-told-when-satisfied = 滿意者告訴的人數
number-told-when-mollified = 被安撫者告訴的人數
number-told-when-dissatisfied = 不滿者告訴的人數
number-told-when-silent = 沉默者告訴的人數
number-lost-per-telling = 每告訴一人失去的潛在客戶
number-won-per-telling = 每告訴一人贏得的潛在客戶
number-customer-value = 一位客戶的價值
number-handling-cost = 處理一次客訴的費用
damage-lost = 流失：沉默客戶 { $silent } 位（{ $silent_range }），客訴客戶 { $voiced } 位（{ $voiced_range }）。
damage-money = 風險金額：{ $money }（{ $range }）。
gate-open = 邀請客訴是值得的：在這些範圍允許的市場中，有 { $sure } 能留住客戶（目前客訴者中 { $satisfied } 滿意）。
gate-shut = 暫不要邀請客訴：客訴者中有 { $needed } 滿意才值得，目前為 { $satisfied }；在這些範圍允許的市場中，有 { $sure } 能留住客戶，超過 97.5% 才建議。
gate-unknown = 暫不要邀請客訴：按這些數字，在允許的市場中有 { $sure } 能留住客戶，超過 97.5% 才建議。

# 木板。

planks-lead = { $answers } 段旅程有評分，其中 { $bad } 段為低分。此前遇到的事解釋了差異的 { $explained }。
planks-lead-complaints = 日誌的評分（results.rating）太少，改為解釋客訴：{ $answers } 段旅程，其中 { $bad } 段客訴。此前遇到的事解釋了差異的 { $explained }。
planks-none = 這份日誌的評分（results.rating）與客訴（results.complained）都太少，看不出滿意取決於什麼：好壞至少各需二十個，並且要有有人遇到、有人沒有遇到的事。
planks-driver = 遇到
planks-met = 旅程
planks-good = 滿意
planks-spared = 未遇到者
planks-share = 佔比
planks-rank = 名次
planks-contrast = 再遇 · 倖免
planks-first = { $kind }影響最大：佔可解釋部分的 { $share }（95% 的把握名次在 { $best } 到 { $worst }）。遇到的客戶 { $good } 滿意，未遇到的 { $spared }。
planks-short = 最短的木板決定一切（ρ { $rho }，{ $range }）：先解決{ $kind }。
planks-sum = 各塊木板相加，而不是最短的一塊決定（ρ { $rho }，{ $range }）：木桶之說在這裡沒有得到證實。解決{ $kind }收益最大。
planks-left-out = 遇到得太少，或總與別的事同時出現：{ $kinds }。
planks-causes = 這些是同時出現的關係；什麼能改善，要靠改變與對照來證明。

# 伺服器。

serve-link = 首次登入請開啟 { $link }
member-none = 沒有電郵為 { $email } 的成員
problem-malformed = 請求無法讀取。
problem-mend-malformed = 請檢查格式，詳情指出了位置。
problem-not-signed-in = 尚未登入。
problem-mend-not-signed-in = 請登入，或附上有效的金鑰。
problem-wrong-sign-in = 電郵與密碼不符。
problem-mend-wrong-sign-in = 請核對兩者；管理員可以給您一個一次性登入連結。
problem-link-used = 這個登入連結已失效。
problem-mend-link-used = 請向管理員要一個新連結，或在伺服器上執行 waterline member link。
problem-provider-away = 無法連線到身分提供者。
problem-mend-provider-away = 請稍後再試，或用密碼登入；原因見紀錄檔，請管理員查看。
problem-provider-refused = 身分提供者未能確認您的身分。
problem-mend-provider-refused = 請再試一次；若仍如此，原因見紀錄檔，請管理員查看。
problem-sign-in-lost = 這次登入用時過久，或是在另一個視窗開始的。
problem-mend-sign-in-lost = 請在此處重新開始。
problem-not-invited = 團隊中沒有人使用身分提供者所確認的電郵。
problem-mend-not-invited = 請管理員用該電郵把您加入團隊，並確認提供者已驗證該電郵。
problem-not-allowed = 您沒有這項權限。
problem-mend-not-allowed = 請向管理員申請相應的角色或金鑰權限。
problem-other-site = 請求不是來自本系統的頁面。
problem-mend-other-site = 請附上 X-Waterline 標頭，或改用金鑰。
problem-not-found = 這裡沒有內容。
problem-mend-not-found = 請核對網址或編號。
problem-wrong-method = 該網址不支援這種方法。
problem-mend-wrong-method = 可用方法見 openapi.json。
problem-conflict = 與現有內容衝突。
problem-mend-conflict = 詳情說明了需要先改什麼。
problem-changed-meanwhile = 其他人剛剛修改了它。
problem-mend-changed-meanwhile = 請重新載入後再改一次。
problem-version-needed = 請求沒有說明要修改哪個版本。
problem-mend-version-needed = 請把讀到的 ETag 作為 If-Match 送出。
problem-too-large = 一次送出的內容過大。
problem-mend-too-large = 請分成更小的部分送出。
problem-wrong-type = 這裡不接受這種類型的內容。
problem-mend-wrong-type = 可接受的類型見 openapi.json。
problem-invalid = 請求可以讀取，但內容不成立。
problem-mend-invalid = 詳情指出了需要修正之處。
problem-too-many = 請求過於頻繁。
problem-mend-too-many = 請按 Retry-After 所示時間等待。
problem-busy = 目前工作過多。
problem-mend-busy = 請按 Retry-After 所示時間等待後重送；本次未收下任何內容。
problem-not-ready = 數字仍在計算。
problem-mend-not-ready = 請稍候，頁面會自動更新。
problem-failed = 這是系統的錯誤。
problem-mend-failed = 請重試；若仍然如此，請把請求編號交給管理員。
language-trained = 已從 { $rows } 列學習，模型存於 { $path }。
language-taken = 已啟用新模型。在留出的更正上，原因（F1）：原先 { $before }，現在 { $after }；憤怒程度判斷正確：原先 { $angry }，現在 { $angrier }。
language-refused = 新模型較差，未啟用。在留出的更正上，原因（F1）：在用 { $before }，新模型 { $after }；憤怒程度判斷正確：在用 { $angry }，新模型 { $angrier }。
